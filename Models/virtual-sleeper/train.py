#!/usr/bin/env python3
"""Fits how the virtual sleeper's stages follow one another to experts' hypnograms, and tells how well.

train.py [--data FOLDER] [--out StageTables.swift] [--evaluate [--json]]

FOLDER holds hypnograms/ (default: LUMAPOD_DATA, else ../shared/data beside the project). Without --evaluate the tables
are written; with it nights are left out in ten folds, a night is simulated for each, and the tests are printed.
Seeded: the same data give the same tables. Needs numpy and scipy, --evaluate scikit-learn too.
"""
import argparse, json, os, sys
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one order of additions, one result
import numpy as np
from dynamics import fit
from nights import GROUPS, read

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
HEAD = """// Written by Models/virtual-sleeper/train.py from experts' hypnograms; the card beside it says what it holds.

/// How stages follow one another, fitted to the nights of three groups of people.
enum StageTables {
"""


def numbers(values, digits=4, indent=4):
    """Numbers as lines of Swift."""
    text, line = [], " " * indent
    for value in np.ravel(values):
        word = f"{float(value):.{digits}g}, "
        word = word if word[0] != "." else "0" + word
        if len(line) + len(word) > 108:
            text.append(line.rstrip())
            line = " " * indent
        line += word
    return "\n".join(text + [line.rstrip()])


def swift(model):
    columns = model["weights"].shape[1]
    text = HEAD + f"""  /// Regressors of a step.
  static let columns = {columns}
  /// Standard deviations of the seven traits over all nights, in their own measure: log-odds of W and N1, arcsines of
  /// the roots of the shares of N3 and R, logarithms of changes an hour and of the mean bouts of R and N3.
  static let scale: [Double] = [
{numbers(model["scale"])}
  ]

  /// What a group's nights are drawn from.
  struct Group {{
    /// Means of the seven traits, and the root of their covariance, row by row, both over ``scale``.
    let mean: [Double], root: [Double]
    /// Epochs until asleep and epochs awake in the morning of every night, in order.
    let latency: [Double], morning: [Double]
    /// How often a night's first epoch asleep was W, N1, N2, N3, R.
    let first: [Double]
  }}

  static func group(_ sleep: VirtualSleeper.Person.Sleep) -> Group {{
    switch sleep {{
    case .healthy, .firstNight: healthy
    case .home: home
    case .poor: poor
    }}
  }}
"""
    for g in GROUPS:
        group = model["groups"][g]
        text += f"\n  private static let {g} = Group(\n"
        text += ",\n".join(f"    {key}: [\n{numbers(group[key], indent=6)}\n    ]" for key in
                           ("mean", "root", "latency", "morning", "first")) + ")\n"
    text += f"""
  /// Weights of the next stage's scores: for each stage that is left, each regressor, each stage that may come.
  static let weights: [Double] = [
{numbers(model["weights"])}
  ]
}}
"""
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=os.environ.get("LUMAPOD_DATA", os.path.join(ROOT, "../shared/data")))
    parser.add_argument("--out", default=os.path.join(ROOT, "Sources/VirtualSleeper/StageTables.swift"))
    parser.add_argument("--evaluate", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    nights = read(options.data)
    if not options.evaluate:
        with open(options.out, "w") as file:
            file.write(swift(fit(nights)))
        return
    from evaluate import report
    result = report(nights)
    if options.json:
        json.dump(result, sys.stdout, indent=1, default=float)
        return
    print(f"{result['nights']} nights left out in ten folds, a virtual night for each")
    print("area under the curve of a classifier, and its 95 % interval over pairs of nights")
    for t in result["tests"]:
        print(f"  {t['group']:8} {t['nights']:4} {t['classifier']:9} {t['area']:.3f} [{t['low']:.3f}, {t['high']:.3f}]")
    print("bout lengths: Kolmogorov-Smirnov distance, p by exchange of whole nights")
    for t in result["bouts"]:
        print(f"  {t['group']:8} {t['stage']:3} {t['distance']:.3f}  p {t['p']:.3f}")
    print("architecture: mean and standard deviation, experts' and virtual; p of Kolmogorov-Smirnov")
    for t in result["architecture"]:
        print(f"  {t['group']:8} {t['figure']:12} {t['expert']} {t['virtual']} p {t['p']}")


if __name__ == "__main__":
    main()
