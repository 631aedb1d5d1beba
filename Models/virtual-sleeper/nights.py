"""Expert hypnograms as arrays of stages, 0 W 1 N1 2 N2 3 N3 4 R, one entry per 30 s, trimmed of what was not scored."""
import csv, gzip, os
import numpy as np

GROUPS = ["healthy", "home", "poor"]  # DOD-H, BOAS, DOD-O
CODES = {"W": 0, "N1": 1, "N2": 2, "N3": 3, "R": 4}


def majority(votes):
    """The stage most scorers chose; between equals the one that the night's most agreeing scorer chose."""
    votes = np.array(votes)
    counts = np.stack([(votes == s).sum(1) for s in range(5)], 1)
    best = counts.max(1, keepdims=True)
    agreeing = [(counts[np.arange(len(votes)), np.maximum(v, 0)] * (v >= 0)).sum() for v in votes.T]
    chosen = np.where(best[:, 0] > 0, counts.argmax(1), -1)
    for i in np.flatnonzero((counts == best).sum(1) > 1):
        for k in np.argsort(agreeing, kind="stable")[::-1]:
            if votes[i, k] >= 0 and counts[i, votes[i, k]] == best[i, 0]:
                chosen[i] = votes[i, k]
                break
    return chosen


def trimmed(stages):
    """Without unscored ends; none when something in between is missing, or it does not begin awake, or is short."""
    scored = np.flatnonzero(stages >= 0)
    if len(scored) == 0:
        return None
    stages = stages[scored[0]: scored[-1] + 1]
    whole = (stages >= 0).all() and stages[0] == 0 and (stages > 0).sum() >= 360
    return stages.astype(int) if whole else None


def read(folder):
    """All usable nights as (group, name, stages)."""
    rows = {}
    for group, name in (("healthy", "dodh"), ("poor", "dodo")):
        with gzip.open(os.path.join(folder, f"hypnograms/{name}.csv.gz"), "rt") as file:
            for row in list(csv.reader(file))[1:]:
                rows.setdefault((group, row[0]), []).append([int(v) for v in row[2:]])
    nights = [(group, name, majority(v)) for (group, name), v in rows.items()]
    rows = {}
    with gzip.open(os.path.join(folder, "hypnograms/boas.csv.gz"), "rt") as file:
        for row in list(csv.reader(file))[1:]:
            rows.setdefault(row[0], []).append(CODES.get(row[2], -1))
    nights += [("home", name, np.array(v)) for name, v in rows.items()]
    nights = [(group, name, trimmed(stages)) for group, name, stages in nights]
    return [night for night in nights if night[2] is not None]


def parts(stages):
    """Epochs until sleep, the sleep with its awakenings, and epochs awake at the end."""
    asleep = np.flatnonzero(stages > 0)
    return asleep[0], stages[asleep[0]: asleep[-1] + 1], len(stages) - 1 - asleep[-1]


def bouts(stages):
    """(stage, epochs) of every bout."""
    edges = np.r_[0, np.flatnonzero(np.diff(stages)) + 1, len(stages)]
    return [(int(stages[a]), int(b - a)) for a, b in zip(edges[:-1], edges[1:])]
