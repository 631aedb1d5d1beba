#!/usr/bin/env python3
"""Makes model.json, what the night stager knows beside YASA's forest: train.py --data FOLDER [--output FILE]

Needs yasa 0.8.1 and lightgbm. Nothing is random: the same recordings give the same bytes. Written are

- `reference`: "an hour of nobody's night", 120 pseudo-epochs of every smoothed feature, from the wake and N3 epochs of
  twelve people of the UCD database (never ucd022) and points between the two;
- `amplitude`: for each node of the forest that asks how large the signal is, the share of the training epochs that
  went left there, so that the forest can be asked without telling it the amplitude;
- `transition`, `start`: how stages follow one another, from the expert hypnograms of DOD-H, DOD-O and BOAS;
- a few constants, each with its reason in README.md.
"""
import argparse
import collections
import csv
import gzip
import json
import os
import warnings

import joblib
import mne
import numpy as np
import yasa

STAGES = ["W", "N1", "N2", "N3", "R"]
# The 21 features of an epoch in the order of the Swift type ReferenceFeature.
FEATURES = [
    "std", "iqr", "skew", "kurt", "nzc", "hmob", "hcomp", "sdelta", "fdelta", "theta", "alpha", "sigma", "beta",
    "dt", "ds", "db", "at", "abspow", "perm", "higuchi", "petrosian",
]
EXPONENT = np.array([{"std": 1, "iqr": 1, "abspow": 2}.get(name, 0) for name in FEATURES])
AMPLITUDE = ["eeg_abspow", "eeg_iqr", "eeg_std"]
PEOPLE = ["ucd002", "ucd005", "ucd007", "ucd008", "ucd010", "ucd013", "ucd014", "ucd017", "ucd020", "ucd023", "ucd025",
          "ucd027"]
# Shares of the reference hour: wake, N3, and three points between their medians that stand for all other sleep.
WAKE, DEEP, BETWEEN = 30, 24, 22
POINTS = (0.3, 0.5, 0.7)
TRIANGLE = 1 - np.abs(np.arange(-7, 8)) / 8
TAIL = np.arange(1, 9) / 8
RECENT = np.ones(4)
# Our own round estimate of what adult nights hold, W, N1, N2, N3 and R (no published table was consulted), times the
# weights that the classifiers' parameters give the classes: what is believed of an epoch that nothing is known about.
SHARES = np.array([0.28, 0.045, 0.41, 0.115, 0.15])
DEPTH = 5


def smooth(rows, weights, centre):
    """A weighted mean over neighbours, of those that there are; `centre` is the place of the row itself."""
    total, count = np.zeros_like(rows), np.zeros(len(rows))
    for j, weight in enumerate(weights):
        source = np.arange(len(rows)) + j - centre
        inside = (source >= 0) & (source < len(rows))
        total[inside] += weight * rows[source[inside]]
        count[inside] += weight
    return total / count[:, None]


def kinds():
    """The three smoothings: whole night, live, and the last two minutes."""
    return {
        "centred": lambda rows: smooth(rows, TRIANGLE, 7),
        "trailing": lambda rows: smooth(rows, TAIL, len(TAIL) - 1),
        "recent": lambda rows: smooth(rows, RECENT, len(RECENT) - 1),
    }


def person(data, name):
    """The raw features of a person's epochs, and their stages; None where there is no signal."""
    raw = mne.io.read_raw_edf(os.path.join(data, "ucddb", name + ".edf"), preload=True, verbose="error")
    with open(os.path.join(data, "ucddb", name + "-stages.csv"), newline="") as file:
        stages = [row["stage"] if row["has_signal"] == "1" else None for row in csv.DictReader(file)]
    features = yasa.SleepStaging(raw, eeg_name=raw.ch_names[0]).fit().get_features()
    rows = features[["eeg_" + name for name in FEATURES]].to_numpy(np.float64)
    count = min(len(rows), len(stages))
    return rows[:count], stages[:count]


def runs(stages, stage):
    """The stretches of at least four epochs of a stage."""
    where = np.array([i for i, s in enumerate(stages) if s == stage], dtype=int)
    parts = np.split(where, np.where(np.diff(where) > 1)[0] + 1)
    return [part for part in parts if len(part) >= 4]


def reference(people, gain):
    """The reference hour: for every smoothing a table of 120 values for each of the 21 features, sorted."""
    tables = {}
    for kind, function in kinds().items():
        found = {"W": [], "N3": []}
        for rows, stages in people:
            for stage, parts in found.items():
                parts += [function(rows[run] * gain**EXPONENT) for run in runs(stages, stage)]
        wake, deep = np.concatenate(found["W"]), np.concatenate(found["N3"])
        ends = np.median(wake, 0), np.median(deep, 0)
        rows = [np.quantile(wake, (np.arange(WAKE) + 0.5) / WAKE, axis=0),
                np.quantile(deep, (np.arange(DEEP) + 0.5) / DEEP, axis=0)]
        rows += [np.repeat((ends[0] * (1 - p) + ends[1] * p)[None], BETWEEN, 0) for p in POINTS]
        tables[kind] = np.sort(np.concatenate(rows), 0).T
    return tables


def left_shares(classifier):
    """(node, share) of every node that asks for the amplitude, in the order of `yasa-0.8.1/eeg.trees`.

    Nodes are counted tree after tree, 31 to a tree, level by level; the share is of the training epochs' count.
    """
    model = classifier.booster_.dump_model()
    names = model["feature_names"]
    shares = {}

    def count(node):
        return node["leaf_count"] if "leaf_value" in node else node["internal_count"]

    def walk(node, first, at):
        if "leaf_value" in node:
            return
        if names[node["split_feature"]] in AMPLITUDE:
            left, right = count(node["left_child"]), count(node["right_child"])
            shares[first + at] = left / (left + right)
        walk(node["left_child"], first, 2 * at + 1)
        walk(node["right_child"], first, 2 * at + 2)

    for tree in model["tree_info"]:
        walk(tree["tree_structure"], tree["tree_index"] * (2**DEPTH - 1), 0)
    return sorted(shares.items())


def hypnograms(data):
    """The expert hypnograms of DOD (majority of five scorers) and BOAS (consensus), as lists of 0 to 4 or -1."""
    nights = collections.defaultdict(list)
    for name in ("dodh", "dodo"):
        with gzip.open(os.path.join(data, "hypnograms", name + ".csv.gz"), "rt") as file:
            for row in csv.DictReader(file):
                votes = [int(row["scorer%d" % i]) for i in range(1, 6)]
                votes = [vote for vote in votes if vote >= 0]
                nights[row["night"]].append(int(np.bincount(votes, minlength=5).argmax()) if votes else -1)
    with gzip.open(os.path.join(data, "hypnograms", "boas.csv.gz"), "rt") as file:
        for row in csv.DictReader(file):
            stage = {"REM": "R"}.get(row["expert_consensus"], row["expert_consensus"])
            nights[row["subject"]].append(STAGES.index(stage) if stage in STAGES else -1)
    return list(nights.values())


def order(nights):
    """Transition probabilities and shares of the stages, one added to every count."""
    following, shares = np.ones((5, 5)), np.ones(5)
    for night in nights:
        for a, b in zip(night[:-1], night[1:]):
            if a >= 0 and b >= 0:
                following[a, b] += 1
        for stage in night:
            if stage >= 0:
                shares[stage] += 1
    return following / following.sum(1, keepdims=True), shares / shares.sum()


def fnv1a(data):
    total = 0xCBF29CE484222325
    for byte in data:
        total = ((total ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return total


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", required=True, metavar="FOLDER", help="the recordings")
    arguments.add_argument("--output", metavar="FILE", default=os.path.join(os.path.dirname(__file__), "model.json"))
    options = arguments.parse_args()
    warnings.simplefilter("ignore")
    assert yasa.__version__ == "0.8.1"

    classifiers = os.path.join(os.path.dirname(yasa.__file__), "classifiers")
    classifier = joblib.load(os.path.join(classifiers, "clf_eeg_lgb_0.5.0.joblib"))
    weights = classifier.get_params()["class_weight"]
    prior = SHARES * np.array([weights[stage] for stage in STAGES])
    # The database's amplitudes are not calibrated. At half of what is written in its files YASA's forest agrees best
    # with itself on ucd022; it was not searched for on these twelve people (README.md).
    tables = reference([person(options.data, name) for name in PEOPLE], gain=0.5)
    shares = left_shares(classifier)
    transition, start = order(hypnograms(options.data))

    def numbers(values, digits):
        return [float("%.*g" % (digits, value)) for value in values]

    def distribution(values):
        rounded = [round(float(v), 6) for v in values]
        rounded[int(np.argmax(rounded))] += round(1 - sum(rounded), 6)
        return [round(v, 6) for v in rounded]

    model = {
        "format": "lumapod-stager/2",
        "name": "night-stager-1",
        "forest": "yasa-0.8.1/eeg",
        "features": FEATURES,
        "reference": {kind: [numbers(row, 6) for row in table] for kind, table in tables.items()},
        "amplitude": {"nodes": [n for n, _ in shares], "left": [round(s, 5) for _, s in shares]},
        "transition": [distribution(row) for row in transition],
        "start": distribution(start),
        "prior": distribution(prior / prior.sum()),
    }
    text = json.dumps(model, separators=(",", ":"))
    body = text[:-1].encode() + b","
    with open(options.output, "wb") as file:
        file.write(body + b'"checksum":"%016x"}\n' % fnv1a(body))
    print("%s: %d bytes, %d nodes ask for the amplitude" % (options.output, os.path.getsize(options.output), len(shares)))


if __name__ == "__main__":
    main()
