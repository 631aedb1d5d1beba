"""Writes YASA's published forests as the small files of this folder: convert.py [OUTPUT_FOLDER]

Needs yasa 0.8.1 and lightgbm. Nothing is trained and nothing is random: the same release gives the same bytes.
Prints the SHA-256 of every file read and written. The format stands in README.md beside this script.

A file holds LightGBM's decisions exactly. YASA rounds every feature to float32, and for a float32 x and a float64
threshold t, x <= t holds if and only if x <= t', where t' is the greatest float32 that is not over t. So float32
thresholds, rounded down, decide every time as LightGBM's float64 thresholds do; the leaves stay float64.
"""
import hashlib
import os
import struct
import sys
import warnings

import joblib
import numpy as np
import yasa

VERSION = "0.8.1"
FILES = {"eeg": "eeg", "eeg-eog": "eeg+eog", "eeg-emg": "eeg+emg", "eeg-eog-emg": "eeg+eog+emg"}
DEPTH = 5
INNER, LEAVES = 2**DEPTH - 1, 2**DEPTH


def rounded_down(threshold):
    """The greatest float32 that is not over a float64."""
    near = np.float32(threshold)
    if float(near) > threshold:
        near = np.nextafter(near, np.float32(-np.inf))
    assert float(near) <= threshold < float(np.nextafter(near, np.float32(np.inf)))
    return near


def trees(text):
    """The trees of a LightGBM text model, each as a dictionary of its lines."""
    for block in text.split("\nTree=")[1:]:
        block = block.split("\n\n")[0]
        yield dict(line.split("=", 1) for line in block.split("\n")[1:] if "=" in line)


def complete(tree, places):
    """A tree as a complete one of depth 5: features and thresholds of 31 nodes level by level, and 32 leaves.

    `places` says where each feature of the classifier stands in the file.
    """
    features, thresholds = np.zeros(INNER, np.uint8), np.zeros(INNER, np.float32)
    leaves = np.zeros(LEAVES, np.float64)
    assert tree["num_cat"] == "0"
    value = [float(v) for v in tree["leaf_value"].split()]
    inner = int(tree["num_leaves"]) - 1
    split = [int(v) for v in tree["split_feature"].split()] if inner else []
    limit = [float(v) for v in tree["threshold"].split()] if inner else []
    left = [int(v) for v in tree["left_child"].split()] if inner else []
    right = [int(v) for v in tree["right_child"].split()] if inner else []
    # 2: numbers, and what is missing counts as 0; no other kind occurs.
    assert not inner or set(tree["decision_type"].split()) == {"2"}

    def fill(node, at, level):
        if level == DEPTH:
            assert node < 0, "a tree is deeper than 5"
            leaves[at - INNER] = value[~node]
            return
        if node >= 0:
            features[at], thresholds[at] = places[split[node]], rounded_down(limit[node])
        fill(left[node] if node >= 0 else node, 2 * at + 1, level + 1)
        fill(right[node] if node >= 0 else node, 2 * at + 2, level + 1)

    fill(0 if inner else ~0, 0, 0)
    return features, thresholds, leaves


def fnv1a(data):
    """The 64-bit Fowler-Noll-Vo sum, version 1a."""
    total = 0xCBF29CE484222325
    for byte in data:
        total = ((total ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return total


def convert(name, classifier):
    booster = classifier.booster_
    text = booster.model_to_string()
    classes = [str(c) for c in classifier.classes_]
    assert "num_class=%d\nnum_tree_per_iteration=%d" % (len(classes), len(classes)) in text
    assert "average_output" not in text.split("Tree=0")[0]
    # The classifiers list their features in different orders; the files all have YASA's sorted columns.
    names = sorted(booster.feature_name())
    assert len(names) <= 256
    forest = [complete(tree, [names.index(n) for n in booster.feature_name()]) for tree in trees(text)]
    assert len(forest) == booster.num_trees() and len(forest) % len(classes) == 0
    words = "\n".join(["yasa-%s/%s" % (VERSION, name), " ".join(classes), " ".join(names)]).encode()
    body = b"LUMATREE" + struct.pack("<HHHHI", 1, len(classes), len(names), DEPTH, len(forest))
    body += struct.pack("<I", len(words)) + words
    body += b"".join(features.tobytes() for features, _, _ in forest)
    body += b"".join(thresholds.astype("<f4").tobytes() for _, thresholds, _ in forest)
    body += b"".join(leaves.astype("<f8").tobytes() for _, _, leaves in forest)
    return body + struct.pack("<Q", fnv1a(body))


def main():
    assert yasa.__version__ == VERSION, "yasa %s is installed; this is for %s" % (yasa.__version__, VERSION)
    warnings.simplefilter("ignore")  # an older scikit-learn wrote the label encoder, which is not used
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    source = os.path.join(os.path.dirname(yasa.__file__), "classifiers")
    for name, channels in FILES.items():
        origin = "clf_%s_lgb_0.5.0.joblib" % channels
        with open(os.path.join(source, origin), "rb") as file:
            print(hashlib.sha256(file.read()).hexdigest(), origin)
        data = convert(name, joblib.load(os.path.join(source, origin)))
        with open(os.path.join(folder, name + ".trees"), "wb") as file:
            file.write(data)
        print(hashlib.sha256(data).hexdigest(), name + ".trees", len(data))


if __name__ == "__main__":
    main()
