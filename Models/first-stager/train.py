#!/usr/bin/env python3
"""Trains the first stager: band powers of one EEG channel to sleep stages.

train.py [--data FOLDER] [--out model.json] [--evaluate]

FOLDER holds ucddb/, sleep-edf/bandpower20/ and hypnograms/ (default: LUMAPOD_DATA, else ../shared/data beside the
project). --evaluate also leaves out each subject in turn and prints how well the rest predicts that subject.
Nothing is random: the same data give the same model. Needs numpy and scipy.
"""
import argparse, collections, csv, glob, gzip, json, os
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one order of additions, one result
import numpy as np
from scipy.optimize import minimize

STAGES = ["W", "N1", "N2", "N3", "R"]
EDGES = [0.5, 4.0, 8.0, 13.0, 30.0, 45.0]
TIME_CONSTANTS = [3.0, 20.0, 200.0]  # epochs of 30 s
L2 = 1e-3
UCDDB_WEIGHT = 0.5
TEMPERING, PRIOR_EXPONENT = 1.0, 0.5
START = [0.90, 0.06, 0.02, 0.01, 0.01]  # a night begins awake
BENCHMARK = "ucd022"  # never trained on
FLOOR = 1e-4  # µV²/Hz


# ---- recordings -------------------------------------------------------------------------------------------------

def segment_length(fs):
    """The even 2-3-5-smooth number nearest to 2.56 s."""
    def smooth(n):
        for p in (2, 3, 5):
            while n % p == 0:
                n //= p
        return n == 1
    wanted = 2.56 * fs
    return min((n for n in range(2, int(wanted * 1.2) + 3, 2) if smooth(n)), key=lambda n: abs(n - wanted))


def band_powers(x, fs, epochs):
    """Log mean density of each band: 28 Hann segments of 2.56 s inside each epoch, ending with whole seconds."""
    n, fs = segment_length(fs), int(fs)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n) / n)
    f = np.arange(n // 2 + 1) * fs / n
    bands = [(f >= a) & (f < min(b, 0.45 * fs)) for a, b in zip(EDGES, EDGES[1:])]
    out = np.full((epochs, len(bands)), np.nan)
    seconds = x[: len(x) // fs * fs].reshape(-1, fs)
    usable = np.ptp(seconds, axis=1) >= 1
    for e in range(epochs):
        rows = []
        for end in range(e * 30 + 3, e * 30 + 31):
            if end <= len(usable) and usable[end - 3 : end].all():
                part = x[end * fs - n : end * fs]
                rows.append(np.abs(np.fft.rfft((part - part.mean()) * window)) ** 2 * 2 / (fs * (window**2).sum()))
        if len(rows) >= 10:
            density = np.mean(rows, axis=0)
            out[e] = [np.log(max(density[b].mean(), FLOOR)) for b in bands]
    return out


def read_one_channel_edf(path):
    raw = open(path, "rb").read()
    physical = [float(raw[256 + o : 264 + o]) for o in (104, 112)]
    digital = [float(raw[256 + o : 264 + o]) for o in (120, 128)]
    gain = (physical[1] - physical[0]) / (digital[1] - digital[0])
    return physical[0] + (np.frombuffer(raw[512:], "<i2").astype(float) - digital[0]) * gain


def read_sleep_edf(data):
    """Fpz-Cz and Pz-Oz each as a channel of its own; sleep and 30 min on either side."""
    for path in sorted(glob.glob(f"{data}/sleep-edf/bandpower20/*.csv")):
        table = np.genfromtxt(path, delimiter=",", skip_header=1)
        asleep = np.flatnonzero(table[:, 1] > 0)
        table = table[max(0, asleep[0] - 60) : asleep[-1] + 61]
        index = (table[:, 0] - table[0, 0]).astype(int)
        for channel, first in (("Fpz-Cz", 2), ("Pz-Oz", 9)):
            logs, stages = np.full((index[-1] + 1, 5), np.nan), np.full(index[-1] + 1, -1)
            logs[index] = np.log(np.maximum(table[:, first : first + 5], FLOOR))
            stages[index] = table[:, 1]
            yield dict(source="sleep-edf", subject=os.path.basename(path)[:5], channel=channel, logs=logs,
                       stages=stages, possible=np.ones(5, bool))


def read_ucddb(data):
    """Wake and N3 alone carry a signal, so that only these two can be the answer."""
    for path in sorted(glob.glob(f"{data}/ucddb/*-stages.csv")):
        subject = os.path.basename(path)[:6]
        if subject == BENCHMARK:
            continue
        stages = np.array([STAGES.index(r["stage"]) if r["stage"] in STAGES else -1
                           for r in csv.DictReader(open(path))])
        logs = band_powers(read_one_channel_edf(path.replace("-stages.csv", ".edf")), 128, len(stages))
        stages[np.isnan(logs[:, 0]) | ~np.isin(stages, (0, 3))] = -1
        yield dict(source="ucddb", subject=subject, channel="C3-A2", logs=logs, stages=stages,
                   possible=np.isin(np.arange(5), (0, 3)))


def read_transitions(data):
    """Counts of stage pairs in the majority scorings of DOD-H and DOD-O, one added to each."""
    counts = np.ones((5, 5))
    for name in ("dodh", "dodo"):
        nights = collections.defaultdict(list)
        for row in csv.reader(gzip.open(f"{data}/hypnograms/{name}.csv.gz", "rt")):
            if row[0] != "night":
                votes = [int(v) for v in row[2:] if int(v) >= 0]
                nights[row[0]].append(np.bincount(votes, minlength=5).argmax() if votes else -1)
        for night in nights.values():
            for a, b in zip(night, night[1:]):
                if a >= 0 and b >= 0:
                    counts[a, b] += 1
    return counts / counts.sum(1, keepdims=True)


# ---- features ---------------------------------------------------------------------------------------------------

def remembered(values, constant):
    """Exponentially weighted means of what there was so far, the present epoch included."""
    total, weight, decay = np.zeros(values.shape[1]), 0.0, np.exp(-1 / constant)
    out = np.zeros_like(values)
    for i, row in enumerate(values):
        total, weight = total * decay, weight * decay
        if not np.isnan(row[0]):
            total, weight = total + row, weight + 1
        out[i] = total / weight if weight > 0 else 0
    return out


def features(logs):
    """Log ratios of the bands, how they and the mean log power stand to their past, and all products of two."""
    values = np.c_[logs[:, :-1] - logs[:, -1:], logs.mean(1)]
    linear = np.concatenate([values[:, :-1]] + [values - remembered(values, c) for c in TIME_CONSTANTS], axis=1)
    n = linear.shape[1]
    return np.concatenate([linear] + [linear[:, i : i + 1] * linear[:, i:] for i in range(n)], axis=1)


# ---- model ------------------------------------------------------------------------------------------------------

def fit(nights, bands):
    x, y, possible, weight = [], [], [], []
    for night in nights:
        scored = np.flatnonzero(night["stages"] >= 0)
        if len(scored):
            x.append(night[f"features{bands}"][scored])
            y.append(night["stages"][scored])
            possible.append(np.tile(night["possible"], (len(scored), 1)))
            weight.append(np.full(len(scored), UCDDB_WEIGHT if night["source"] == "ucddb" else 1.0))
    x, y, possible, weight = map(np.concatenate, (x, y, possible, weight))
    mean = np.average(x, axis=0, weights=weight)
    scale = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=weight)) + 1e-9
    z = np.c_[np.clip((x - mean) / scale, -6, 6), np.ones(len(x))]
    k, rows = z.shape[1], np.arange(len(y))
    barred = np.where(possible, 0.0, -1e9)

    def loss(v):
        w = v.reshape(5, k)
        s = z @ w.T + barred
        s -= s.max(1, keepdims=True)
        p = np.exp(s)
        p /= p.sum(1, keepdims=True)
        error = p.copy()
        error[rows, y] -= 1
        held = w.copy()
        held[:, -1] = 0
        value = -(weight * np.log(p[rows, y] + 1e-300)).sum() / weight.sum() + L2 / 2 * (held**2).sum()
        return value, ((error * weight[:, None]).T @ z / weight.sum() + L2 * held).ravel()

    w = minimize(loss, np.zeros(5 * k), jac=True, method="L-BFGS-B", options=dict(maxiter=200)).x.reshape(5, k)
    whole = possible.all(1)
    prior = (np.bincount(y[whole], minlength=5) + 1) / (whole.sum() + 5)
    return dict(edges=EDGES[: bands + 1], mean=mean, scale=scale, weights=w.T, prior=prior)


def log_posterior(head, x):
    s = np.c_[np.clip((x - head["mean"]) / head["scale"], -6, 6), np.ones(len(x))] @ head["weights"]
    s -= s.max(1, keepdims=True)
    return s - np.log(np.exp(s).sum(1, keepdims=True))


def beliefs(head, transition, night, bands):
    """Forward and forward-backward beliefs of a night, NaN where there is no signal."""
    known = ~np.isnan(night["logs"][:, 0])
    evidence = np.ones((len(known), 5))
    score = log_posterior(head, night[f"features{bands}"][known]) - PRIOR_EXPONENT * np.log(head["prior"])
    evidence[known] = np.exp(TEMPERING * (score - score.max(1, keepdims=True)))
    forward, state = np.zeros_like(evidence), np.array(START)
    for i, e in enumerate(evidence):
        state = (state @ transition) * e
        state /= state.sum()
        forward[i] = state
    both, backward = forward.copy(), np.ones(5)
    for i in range(len(evidence) - 1, -1, -1):
        both[i] *= backward
        both[i] /= both[i].sum()
        backward = transition @ (evidence[i] * backward)
        backward /= backward.sum()
    forward[~known], both[~known] = np.nan, np.nan
    return forward, both


def kappa(truth, guess):
    chance = sum((truth == s).mean() * (guess == s).mean() for s in range(5))
    return ((truth == guess).mean() - chance) / (1 - chance)


def evaluate(nights, transition):
    for bands in (5, 4):
        kept = collections.defaultdict(list)
        for subject in sorted({n["subject"] for n in nights}):
            head = fit([n for n in nights if n["subject"] != subject], bands)
            for night in (n for n in nights if n["subject"] == subject):
                scored = night["stages"] >= 0
                if not scored.any():
                    continue
                for way, belief in zip(("causal", "whole night"), beliefs(head, transition, night, bands)):
                    kept[night["channel"], way].append((night["stages"][scored], belief[scored]))
        print(f"-- each subject left out in turn, {bands} bands")
        for (channel, way), results in sorted(kept.items()):
            truth, belief = (np.concatenate(v) for v in zip(*results))
            if channel == "C3-A2":
                guess = np.where(belief[:, 0] >= belief[:, 3], 0, 3)
                print(f"{channel:7}{way:12} W against N3: accuracy {(guess == truth).mean():.3f} n={len(truth)}")
                continue
            guess = belief.argmax(1)
            f1 = [2 * ((truth == s) & (guess == s)).sum() / ((truth == s).sum() + (guess == s).sum()) for s in range(5)]
            sure = belief[:, 3] >= 0.8
            print(f"{channel:7}{way:12} accuracy {(truth == guess).mean():.3f} kappa {kappa(truth, guess):.3f} "
                  f"(by night {np.mean([kappa(t, b.argmax(1)) for t, b in results]):.3f}) F1 "
                  + " ".join(f"{n} {v:.2f}" for n, v in zip(STAGES, f1))
                  + f"; N3 >= 0.8: {(truth[sure] == 3).mean():.3f} are N3, {(truth[sure] == 2).mean():.3f} N2, "
                  f"{(sure & (truth == 3)).sum() / (truth == 3).sum():.2f} of all N3 n={len(truth)}")


def write(path, heads, transition):
    def plain(values, digits=6):
        if np.ndim(values) == 0:
            return float(f"%.{digits}g" % values)
        return [plain(v, digits) for v in values]
    model = dict(
        format="lumapod-stager/1", name="first-stager-1", timeConstantsEpochs=TIME_CONSTANTS, tempering=TEMPERING,
        priorExponent=PRIOR_EXPONENT, start=START, transition=plain(transition, 12),
        heads=[dict(edges=h["edges"], mean=plain(h["mean"]), scale=plain(h["scale"]), weights=plain(h["weights"]),
                    prior=plain(h["prior"], 12)) for h in heads])
    body = json.dumps(model, separators=(",", ":"))[:-1] + ","
    total = 0xCBF29CE484222325  # FNV-1a, 64 bit
    for byte in body.encode():
        total = ((total ^ byte) * 0x100000001B3) % 2**64
    with open(path, "w") as file:
        file.write(f'{body}"checksum":"{total:016x}"}}\n')


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=os.environ.get("LUMAPOD_DATA", f"{here}/../../../shared/data"))
    parser.add_argument("--out", default=f"{here}/model.json")
    parser.add_argument("--evaluate", action="store_true")
    arguments = parser.parse_args()
    transition = read_transitions(arguments.data)
    nights = [*read_sleep_edf(arguments.data), *read_ucddb(arguments.data)]
    for night in nights:
        for bands in (5, 4):
            night[f"features{bands}"] = features(night["logs"][:, :bands])
    write(arguments.out, [fit(nights, bands) for bands in (5, 4)], transition)
    print("wrote", arguments.out)
    if arguments.evaluate:
        evaluate(nights, transition)


main()
