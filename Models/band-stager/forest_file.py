"""Writes LightGBM forests in the format of Models/yasa-0.8.1: complete trees of depth 5, float32 thresholds.

For a float32 x and a float64 threshold t, x <= t holds if and only if x <= t', where t' is the greatest float32 that
is not over t; so the trees of the file decide as LightGBM's do.
"""
import struct

import numpy as np

DEPTH = 5
INNER, LEAVES = 2**DEPTH - 1, 2**DEPTH
# The file's order of classes, and which of ours (W, N1, N2, N3, R) each is.
CLASSES, OURS = "N1 N2 N3 R W", [1, 2, 3, 4, 0]


def rounded_down(threshold):
    near = np.float32(threshold)
    if float(near) > threshold:
        near = np.nextafter(near, np.float32(-np.inf))
    assert float(near) <= threshold < float(np.nextafter(near, np.float32(np.inf)))
    return near


def complete(tree):
    """A tree of LightGBM's dump, filled up to depth 5."""
    features, thresholds = np.zeros(INNER, np.uint8), np.zeros(INNER, np.float32)
    leaves = np.zeros(LEAVES, np.float64)

    def fill(node, at, level):
        inner = "split_feature" in node
        if level == DEPTH:
            assert not inner, "a tree is deeper than 5"
            leaves[at - INNER] = node["leaf_value"]
            return
        if inner:
            assert node["decision_type"] == "<=" and node["missing_type"] == "None"
            features[at], thresholds[at] = node["split_feature"], rounded_down(node["threshold"])
        fill(node["left_child"] if inner else node, 2 * at + 1, level + 1)
        fill(node["right_child"] if inner else node, 2 * at + 2, level + 1)

    fill(tree, 0, 0)
    return features, thresholds, leaves


def fnv1a(data):
    total = 0xCBF29CE484222325
    for byte in data:
        total = ((total ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return total


def forest_bytes(name, booster, heads):
    assert len(heads) <= 256 and booster.num_feature() == len(heads)
    dump = [t["tree_structure"] for t in booster.dump_model()["tree_info"]]
    assert len(dump) == booster.num_trees() and len(dump) % 5 == 0
    trees = [complete(dump[5 * (i // 5) + OURS[i % 5]]) for i in range(len(dump))]
    words = "\n".join([name, CLASSES, " ".join(heads)]).encode()
    body = b"LUMATREE" + struct.pack("<HHHHI", 1, 5, len(heads), DEPTH, len(trees))
    body += struct.pack("<I", len(words)) + words
    body += b"".join(f.tobytes() for f, _, _ in trees)
    body += b"".join(t.astype("<f4").tobytes() for _, t, _ in trees)
    body += b"".join(v.astype("<f8").tobytes() for _, _, v in trees)
    return body + struct.pack("<Q", fnv1a(body))
