// Checks logs with golang.org/x/mod's sumdb/tlog and sumdb/note, which know nothing of this house's code.
//
// usage: tlog_peer LOG_VKEY FOLDER...
//
// A folder is a log (checkpoint, tile/...) with proofs beside it: proof/INDEX.tlog-proof, and consistency/OLD with
// the old root and the proof's hashes in base64, one a line. Prints "FOLDER SIZE entries tiles proofs" for each.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func fail(format string, arguments ...interface{}) { must(fmt.Errorf(format, arguments...)) }

// Memory holds the hashes of a whole log where tlog wants them.
type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		hashes[i] = m[index]
	}
	return hashes, nil
}

// Path is a tile's file: C2SP tlog-tiles has no height in it.
func path(tile tlog.Tile) string { return "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/") }

// Folder reads a log's tiles as tlog's own client does, which checks each against the tree's root.
type folder string

func (f folder) Height() int { return 8 }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		bytes, err := os.ReadFile(filepath.Join(string(f), path(tile)))
		if err != nil {
			return nil, err
		}
		data[i] = bytes
	}
	return data, nil
}

func (f folder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func checkpoint(text string) tlog.Tree {
	lines := strings.Split(text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}
}

// Entries of a log, from its bundles.
func entries(root string, size int64) [][]byte {
	var all [][]byte
	for first := int64(0); first < size; first += 256 {
		width := int64(256)
		if size-first < width {
			width = size - first
		}
		name := strings.Replace(path(tlog.Tile{H: 8, L: 0, N: first / 256, W: int(width)}), "tile/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(root, name))
		must(err)
		for i := int64(0); i < width; i++ {
			length := int(binary.BigEndian.Uint16(data))
			all = append(all, data[2:2+length])
			data = data[2+length:]
		}
		if len(data) != 0 {
			fail("%s: %d bytes too many", name, len(data))
		}
	}
	return all
}

func hashes(lines []string) []tlog.Hash {
	var all []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		must(err)
		all = append(all, hash)
	}
	return all
}

func check(root string, verifiers note.Verifiers) {
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(root, name))
		must(err)
		return data
	}
	signed, err := note.Open(read("checkpoint"), verifiers)
	must(err)
	tree := checkpoint(signed.Text)

	all := entries(root, tree.N)
	var stored memory
	for n, entry := range all {
		more, err := tlog.StoredHashes(int64(n), entry, stored)
		must(err)
		stored = append(stored, more...)
	}
	if tree.N > 0 {
		// Old releases do not know the root of no entries.
		computed, err := tlog.TreeHash(tree.N, stored)
		must(err)
		if computed != tree.Hash {
			fail("%s: the root is %v here and %v there", root, computed, tree.Hash)
		}
	} else if got := tree.Hash.String(); got != "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" {
		fail("%s: the root of nothing is %s", root, got)
	}

	tiles := 0
	for _, tile := range tlog.NewTiles(8, 0, tree.N) {
		width := int64(tile.W)
		if count := tree.N>>uint(8*tile.L) - tile.N<<8; width != 256 && width != count {
			continue
		}
		expected, err := tlog.ReadTileData(tile, stored)
		must(err)
		if !bytes.Equal(read(path(tile)), expected) {
			fail("%s: %s is another", root, path(tile))
		}
		tiles++
	}

	proofs := 0
	reader := tlog.TileHashReader(tree, folder(root))
	files, err := filepath.Glob(filepath.Join(root, "proof", "*.tlog-proof"))
	must(err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		must(err)
		parts := strings.SplitN(string(data), "\n\n", 2)
		lines := strings.Split(parts[0], "\n")
		index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
		must(err)
		proved, err := note.Open([]byte(parts[1]), verifiers)
		must(err)
		if checkpoint(proved.Text) != tree {
			fail("%s: it has another checkpoint", file)
		}
		ours := hashes(lines[2:])
		must(tlog.CheckRecord(ours, tree.N, tree.Hash, index, tlog.RecordHash(all[index])))
		theirs, err := tlog.ProveRecord(tree.N, index, reader)
		must(err)
		if fmt.Sprint(ours) != fmt.Sprint([]tlog.Hash(theirs)) {
			fail("%s: the proof is another", file)
		}
		proofs++
	}
	files, err = filepath.Glob(filepath.Join(root, "consistency", "*"))
	must(err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		must(err)
		old, err := strconv.ParseInt(filepath.Base(file), 10, 64)
		must(err)
		all := hashes(strings.Fields(string(data)))
		must(tlog.CheckTree(all[1:], tree.N, tree.Hash, old, all[0]))
		theirs, err := tlog.ProveTree(tree.N, old, reader)
		must(err)
		if fmt.Sprint(all[1:]) != fmt.Sprint([]tlog.Hash(theirs)) {
			fail("%s: the proof is another", file)
		}
		proofs++
	}
	fmt.Println(filepath.Base(root), tree.N, len(all), tiles, proofs)
}

func main() {
	key, err := note.NewVerifier(os.Args[1])
	must(err)
	for _, root := range os.Args[2:] {
		check(root, note.VerifierList(key))
	}
}
