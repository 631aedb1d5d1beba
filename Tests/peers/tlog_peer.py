"""Checks logs with pymerkle, which knows nothing of this house's code: the root over all entries, and every proof.

usage: tlog_peer.py FOLDER...

A folder is a log (checkpoint, tile/...) with proofs beside it: proof/INDEX.tlog-proof. Prints "FOLDER SIZE proofs" for
each.
"""

import base64
import glob
import os
import struct
import sys

from pymerkle import InmemoryTree, verify_inclusion
from pymerkle.proof import InclusionProof


def tile(index, width):
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.append(f"x{index % 1000:03d}")
    return "/".join(reversed(groups)) + ("" if width == 256 else f".p/{width}")


def entries(root, size):
    for first in range(0, size, 256):
        width = min(256, size - first)
        with open(os.path.join(root, "tile/entries", tile(first // 256, width)), "rb") as file:
            data = file.read()
        offset = 0
        for _ in range(width):
            (length,) = struct.unpack_from(">H", data, offset)
            yield data[offset + 2 : offset + 2 + length]
            offset += 2 + length
        assert offset == len(data)


def check(root):
    with open(os.path.join(root, "checkpoint"), encoding="utf-8") as file:
        lines = file.read().split("\n")
    size, expected = int(lines[1]), base64.b64decode(lines[2])
    tree = InmemoryTree(algorithm="sha256")
    for entry in entries(root, size):
        tree.append_entry(entry)
    assert tree.get_size() == size
    assert tree.get_root() == expected, f"{root}: another root"
    proofs = 0
    for path in glob.glob(os.path.join(root, "proof", "*.tlog-proof")):
        with open(path, encoding="utf-8") as file:
            head = file.read().split("\n\n")[0].split("\n")
        index = int(head[1].removeprefix("index "))
        hashes = [base64.b64decode(line) for line in head[2:]]
        leaf = tree.get_leaf(index + 1)
        # Its own proof has the leaf first and says which side each hash is on; the hashes are put to it from ours.
        theirs = tree.prove_inclusion(index + 1, size).serialize()
        assert theirs["path"][1:] == [digest.hex() for digest in hashes], f"{path}: another proof"
        theirs["path"] = [digest.hex() for digest in [leaf] + hashes]
        verify_inclusion(leaf, expected, InclusionProof.deserialize(theirs), index=index + 1, size=size)
        proofs += 1
    print(os.path.basename(root), size, proofs, flush=True)


for folder in sys.argv[1:]:
    check(folder)
