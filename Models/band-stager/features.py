"""What the band stager's forests look at; `Sources/Staging/Bands/BandSeries.swift` computes the same.

A night is an array of one row per 30-s epoch and 14 columns: for Fpz-Cz, then Pz-Oz, the mean densities of delta,
theta, alpha, beta and gamma, the variance, and the variance of the first difference. A row that holds NaN is missing.
"""
import bisect

import numpy as np

FLOOR = 1e-4  # uV2/Hz or uV2; what is smaller counts as this
# A level is told by how it stands to the night: its median and the width between its 5 % and 95 % quantiles. While
# the night is young the live stager blends the width with a usual one, as if that had been seen for so many epochs.
USUAL_WIDTH, USUAL_EPOCHS = 2.0, 40.0
LOG_P_FLOOR = 1e-4
# Means over neighbours: name, offsets, weights. All neighbours that exist count, and the epoch itself where none does.
TRIANGLE = [(8 - abs(k)) / 8 for k in range(-7, 8)]
MEANS = {
    False: [("near", -7, 7, TRIANGLE), ("past3", -2, 0, None), ("next3", 0, 2, None), ("mean41", -20, 20, None),
            ("mean121", -60, 60, None), ("ago2", -2, -2, None), ("ago1", -1, -1, None), ("in1", 1, 1, None),
            ("in2", 2, 2, None)],
    True: [("near", -7, 0, TRIANGLE[:8]), ("past3", -2, 0, None), ("before", -8, -3, None), ("past21", -20, 0, None),
           ("past61", -60, 0, None), ("ago1", -1, -1, None), ("ago2", -2, -2, None), ("ago3", -3, -3, None)],
}
EXTREMES = {False: (-5, 5), True: (-10, 0)}
FIRST_MEANS = {
    False: [("mean5", -2, 2, None), ("mean15", -7, 7, None), ("ago1", -1, -1, None), ("in1", 1, 1, None)],
    True: [("past3", -2, 0, None), ("past8", -7, 0, None), ("ago1", -1, -1, None), ("ago2", -2, -2, None)],
}
BANDS = ["delta", "theta", "alpha", "beta", "gamma"]


def shared_series(logs):
    """What both data sets hold: seven logs, and eight log ratios inside a channel."""
    d, t, a, D, T, A, B = logs.T
    names = ["Fd", "Ft", "Fa", "Pd", "Pt", "Pa", "Pb", "Fd/t", "Fd/a", "Ft/a", "Pd/t", "Pd/a", "Pt/a", "Pd/b", "Pa/b"]
    return names, np.stack([d, t, a, D, T, A, B, d - t, d - a, t - a, D - T, D - A, T - A, D - B, A - B], 1)


def full_series(logs):
    """For each channel the bands over their mean and the Hjorth mobility (these know no gain), then levels."""
    names, free, levels = [], [], []
    for c, letter in enumerate("FP"):
        bands, variance, slope = logs[:, 7 * c : 7 * c + 5], logs[:, 7 * c + 5], logs[:, 7 * c + 6]
        mean = (bands[:, 0] + bands[:, 1] + bands[:, 2] + bands[:, 3] + bands[:, 4]) / 5
        free += [bands[:, b] - mean for b in range(5)] + [slope - variance]
        levels += [mean, variance]
        names += [letter + n for n in BANDS + ["mobility"]]
    return names + ["Fmean", "Fvar", "Pmean", "Pvar"], np.stack(free + levels, 1)


def quantile(ordered, share):
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def normalised(series, present, causal):
    """Every column less its median, over its width; missing rows are left as zeros."""
    out = np.zeros_like(series)
    for column in range(series.shape[1]):
        if not causal:
            ordered = np.sort(series[present, column])
            if len(ordered):
                low, middle, high = (quantile(ordered, q) for q in (0.05, 0.5, 0.95))
                out[present, column] = (series[present, column] - middle) / (high - low + 1e-6)
            continue
        ordered = []
        for row in np.flatnonzero(present):
            value = float(series[row, column])
            bisect.insort(ordered, value)
            seen = len(ordered)
            width = (seen * (quantile(ordered, 0.95) - quantile(ordered, 0.05)) + USUAL_EPOCHS * USUAL_WIDTH)
            out[row, column] = (value - quantile(ordered, 0.5)) / (width / (seen + USUAL_EPOCHS))
    return out


def mean_over(values, present, first, last, weights):
    total, weight = np.zeros_like(values), np.zeros(len(values))
    rows = np.arange(len(values))
    for k, offset in enumerate(range(first, last + 1)):
        w = 1.0 if weights is None else weights[k]
        here = rows + offset
        there = (here >= 0) & (here < len(values))
        there[there] &= present[here[there]]
        total[there] += w * values[here[there]]
        weight[there] += w
    some = weight > 0
    out = values.copy()
    out[some] = total[some] / weight[some, None]
    return out


def extreme_over(values, present, first, last, of):
    out, rows = values.copy(), np.arange(len(values))
    for offset in range(first, last + 1):
        here = rows + offset
        there = (here >= 0) & (here < len(values))
        there[there] &= present[here[there]]
        out[there] = of(out[there], values[here[there]])
    return out


def context(names, values, present, causal):
    parts, heads = [values], list(names)
    for label, first, last, weights in MEANS[causal]:
        parts.append(mean_over(values, present, first, last, weights))
        heads += [f"{n}.{label}" for n in names]
    first, last = EXTREMES[causal]
    for label, of in (("least", np.minimum), ("most", np.maximum)):
        parts.append(extreme_over(values, present, first, last, of))
        heads += [f"{n}.{label}" for n in names]
    return heads, np.concatenate(parts, 1)


def first_features(logs, causal):
    """For the first forest, from the seven shared logs; float32, as its trees read them."""
    present = ~np.isnan(logs).any(1)
    names, series = shared_series(logs)
    heads, table = context(names, normalised(series, present, causal), present, causal)
    return heads, table.astype(np.float32)


def second_features(logs, first, causal):
    """For the second forest, from all 14 logs and the first forest's probabilities (W, N1, N2, N3, R)."""
    present = ~np.isnan(logs).any(1)
    names, series = full_series(logs)
    heads, table = context(names, normalised(series, present, causal), present, causal)
    words = np.log(np.maximum(first, LOG_P_FLOOR))
    stages = ["W", "N1", "N2", "N3", "R"]
    parts = [series[:, :12], table, words]
    heads = [n + ".plain" for n in names[:12]] + heads + [f"first.{s}" for s in stages]
    for label, low, high, weights in FIRST_MEANS[causal]:
        parts.append(mean_over(words, present, low, high, weights))
        heads += [f"first.{s}.{label}" for s in stages]
    return heads, np.concatenate(parts, 1).astype(np.float32)
