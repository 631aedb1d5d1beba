#!/usr/bin/env python3
"""Trains the band stager: band powers of Fpz-Cz and Pz-Oz to sleep stages.

train.py [--data FOLDER] [--output FOLDER]            writes overnight.trees and causal.trees
train.py --fold SUBJECT --way WAY --output FILE       the same without a subject (00 ... 09), one way
train.py --evaluate [--json] [--keep FOLDER]          leaves out each subject in turn and prints how well it does
train.py --golden FILE                                trains, and writes what LightGBM says of a synthetic night

FOLDER holds sleep-edf/bandpower20 and sleep-edf/bandpower121 (default: LUMAPOD_DATA, else ../shared/data beside the
project). WAY is overnight or causal. --evaluate can keep every fold's model and beliefs in a folder. Seeded, one
thread: the same data, numpy and lightgbm give the same bytes. Needs numpy and lightgbm 4.
"""
import argparse, csv, glob, json, os, sys
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import lightgbm
import numpy as np
from features import FLOOR, first_features, second_features
from forest_file import forest_bytes

NAME = "band-stager-1"
STAGES = ["W", "N1", "N2", "N3", "R"]
WAYS = ["overnight", "causal"]
SHARED = [0, 1, 2, 7, 8, 9, 10]  # of the 14 powers those that bandpower121 holds and that agree with it ...
THERE = [0, 1, 2, 10, 11, 12, 14]  # ... and where they stand there
COMMON = dict(learning_rate=0.05, max_depth=5, subsample=0.7, subsample_freq=1, reg_lambda=5, verbose=-1, n_jobs=1,
              random_state=0, deterministic=True, force_row_wise=True, use_missing=False)
FIRST = dict(COMMON, n_estimators=200, learning_rate=0.06, num_leaves=31, min_child_samples=100, colsample_bytree=0.4)
SECOND = dict(COMMON, n_estimators=250, num_leaves=8, min_child_samples=40, colsample_bytree=0.25)


def read_nine(data):
    """18 nights of nine subjects, all 14 powers; sleep and 30 min on either side."""
    nights = []
    for path in sorted(glob.glob(f"{data}/sleep-edf/bandpower20/*.csv")):
        table = np.genfromtxt(path, delimiter=",", skip_header=1)
        asleep = np.flatnonzero(table[:, 1] > 0)
        table = table[max(0, asleep[0] - 60) : asleep[-1] + 61]
        name = os.path.basename(path)
        nights.append(dict(name=name[:6], subject=name[3:5], logs=np.log(np.maximum(table[:, 2:], FLOOR)),
                           stages=table[:, 1].astype(int)))
    return nights


def read_others(data, without):
    """The nights of bandpower121, seven log powers, without the subjects that are asked about elsewhere."""
    folder = f"{data}/sleep-edf/bandpower121"
    table = np.fromfile(f"{folder}/features_f32le_Nx30.bin", "<f4").reshape(-1, 30).astype(float)
    stages = np.fromfile(f"{folder}/labels_i8.bin", "i1").astype(int)
    nights = []
    for row in csv.DictReader(open(f"{folder}/recordings.csv")):
        if row["subject"] not in without:
            rows = slice(int(row["first_row"]), int(row["first_row"]) + int(row["n_rows"]))
            nights.append(dict(logs=table[rows][:, THERE], stages=stages[rows]))
    return nights


def fit(parameters, tables, stages):
    x, y = np.concatenate(tables), np.concatenate(stages)
    return lightgbm.LGBMClassifier(**parameters).fit(x[y >= 0], y[y >= 0])


def fit_first(data, nine, way):
    """The first forest; it never sees the nine, so that what it says about any of them is an honest guess."""
    causal = way == "causal"
    others = read_others(data, {n["subject"] for n in nine})
    tables = [first_features(n["logs"], causal) for n in others]
    forest = fit(FIRST, [t for _, t in tables], [n["stages"] for n in others])
    return forest, forest_bytes(f"{NAME}/{way}-first", forest.booster_, tables[0][0])


def look(first, nights, way):
    """Puts the second forest's table of every night beside it."""
    for night in nights:
        said = first.predict_proba(first_features(night["logs"][:, SHARED], way == "causal")[1])
        night["heads"], night[way] = second_features(night["logs"], said, way == "causal")


def fit_second(nights, way):
    forest = fit(SECOND, [n[way] for n in nights], [n["stages"] for n in nights])
    return forest, forest_bytes(f"{NAME}/{way}-second", forest.booster_, nights[0]["heads"])


def scores(truth, belief):
    guess = belief.argmax(1)
    chance = sum((truth == s).mean() * (guess == s).mean() for s in range(5))
    accuracy = (truth == guess).mean()
    both = [((truth == s).sum() + (guess == s).sum()) for s in range(5)]
    f1 = [float(2 * ((truth == s) & (guess == s)).sum() / b) if b else 0.0 for s, b in enumerate(both)]
    sure, bins = belief.max(1), np.minimum((belief.max(1) * 10).astype(int), 9)
    ece = sum(abs((guess == truth)[bins == b].mean() - sure[bins == b].mean()) * (bins == b).mean()
              for b in range(10) if (bins == b).any())
    return dict(epochs=len(truth), accuracy=float(accuracy), kappa=float((accuracy - chance) / (1 - chance)),
                f1=dict(zip(STAGES, f1)), ece=float(ece))


def show(name, s):
    print(f"{name:18}{s['epochs']:7}  accuracy {s['accuracy']:.3f}  kappa {s['kappa']:.4f}  F1 "
          + " ".join(f"{n} {v:.3f}" for n, v in s["f1"].items()) + f"  ECE {s['ece']:.3f}", flush=True)


def synthetic(epochs=240):
    """Powers of a restless night that never was, by sums and products alone: the same bits in any language.

    Tests/StagingTests/BandSupport.swift makes the same. Every 37th epoch is missing.
    """
    state, rows = 2026, np.empty((epochs, 14))
    for epoch in range(epochs):
        deep, light = (epoch // 40) % 3, (epoch // 15) % 2
        for column in range(14):
            state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
            noise = (state >> 11) / 9007199254740992.0
            band = column % 7
            size = [100.0, 10.0, 4.0, 0.75, 0.25, 600.0, 40.0][band]
            size = size * (1.0 + 2.0 * deep) if band in (0, 5) else size * (1.0 + 3.0 * light)
            rows[epoch, column] = size * (0.5 + noise)
        if epoch % 37 == 36:
            rows[epoch] = np.nan
    return rows


def golden(data, nine, path):
    logs, report = np.log(np.maximum(synthetic(), FLOOR)), {}
    for way in WAYS:
        first, _ = fit_first(data, nine, way)
        look(first, nine, way)
        second, _ = fit_second(nine, way)
        night = dict(logs=logs)
        look(first, [night], way)
        said = second.predict_proba(night[way])
        report[way] = [None if np.isnan(row[0]) else [round(float(v), 9) for v in p] for row, p in zip(logs, said)]
    with open(path, "w") as file:
        json.dump(report, file, separators=(",", ":"))
        file.write("\n")


def evaluate(data, nine, plain, keep):
    report = {}
    for way in WAYS:
        first, first_bytes = fit_first(data, nine, way)
        look(first, nine, way)
        beliefs = {}
        for subject in sorted({n["subject"] for n in nine}):
            second, second_bytes = fit_second([n for n in nine if n["subject"] != subject], way)
            if keep:
                with open(f"{keep}/{way}-{subject}.trees", "wb") as file:
                    file.write(first_bytes + second_bytes)
            for night in (n for n in nine if n["subject"] == subject):
                beliefs[night["name"]] = second.predict_proba(night[way])
        nights = {n["name"]: scores(n["stages"], beliefs[n["name"]]) for n in nine}
        all_truth, all_beliefs = (np.concatenate(v) for v in zip(*((n["stages"], beliefs[n["name"]]) for n in nine)))
        guess = all_beliefs.argmax(1)
        confusion = [[int(((all_truth == a) & (guess == b)).sum()) for b in range(5)] for a in range(5)]
        report[way] = dict(pooled=scores(all_truth, all_beliefs), nights=nights, confusion=confusion,
                           meanNightKappa=float(np.mean([s["kappa"] for s in nights.values()])))
        if keep:
            np.savez(f"{keep}/{way}.npz", **beliefs)
        if plain:
            print(f"-- {way}: each subject left out in turn")
            for name, s in nights.items():
                show(name, s)
            show("all 18 nights", report[way]["pooled"])
            print(f"mean of the nights' kappas {report[way]['meanNightKappa']:.4f}; expert by row, stager by column:")
            for name, row in zip(STAGES, confusion):
                print(f"  {name:3}", *(f"{v:6}" for v in row))
    if not plain:
        json.dump(report, sys.stdout, indent=1)
        print()


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=os.environ.get("LUMAPOD_DATA", f"{here}/../../../shared/data"))
    parser.add_argument("--output", default=here)
    parser.add_argument("--fold", metavar="SUBJECT")
    parser.add_argument("--way", choices=WAYS, default="overnight")
    parser.add_argument("--evaluate", action="store_true")
    parser.add_argument("--golden", metavar="FILE")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", metavar="FOLDER")
    arguments = parser.parse_args()
    nine = read_nine(arguments.data)
    if not nine:
        sys.exit(f"{arguments.data} holds no sleep-edf/bandpower20; say where with --data or LUMAPOD_DATA")
    if arguments.evaluate:
        return evaluate(arguments.data, nine, not arguments.json, arguments.keep)
    if arguments.golden:
        return golden(arguments.data, nine, arguments.golden)
    if arguments.fold and arguments.fold not in {n["subject"] for n in nine}:
        sys.exit(f"there is no subject {arguments.fold}: " + " ".join(sorted({n["subject"] for n in nine})))
    for way in [arguments.way] if arguments.fold else WAYS:
        first, first_bytes = fit_first(arguments.data, nine, way)
        kept = [n for n in nine if n["subject"] != arguments.fold]
        look(first, kept, way)
        path = arguments.output if arguments.fold else f"{arguments.output}/{way}.trees"
        with open(path, "wb") as file:
            file.write(first_bytes + fit_second(kept, way)[1])
        print("wrote", path)


if __name__ == "__main__":
    main()
