"""What the wearable stager looks at. Sources/Staging/Wearable says the same in Swift; golden rows hold them together.

A night is a dict with `count` epochs of 30 s and any of `activity` (smoothed as Walch's), `counts` (raw movement),
`variation` (as Walch's), `rates` and `beats` (rows of seconds, beats a minute); NaN where nothing was measured.
"""
import numpy as np

EPOCH = 30
TYPICAL_ACTIVITY = 4.2  # smoothed count of a restless training night; the mean of a quiet one is under 1
SCALE_EPOCHS = 300  # how many epochs of the typical night stand beside a sleeper's own, when finding the scale
GAIN_RANGE = 10.0  # a mean this many times away from the typical one is another device's unit
ACTIVITY_DELAY, HEART_DELAY = 3, 12  # epochs until (nearly) nothing of the smoothing lies in the future
FEATURE_SETTINGS = dict(typicalActivity=TYPICAL_ACTIVITY, scaleEpochs=SCALE_EPOCHS, gainRange=GAIN_RANGE,
                        activityDelay=ACTIVITY_DELAY, heartDelay=HEART_DELAY)
QUIET = np.log1p(0.1)


# ---- from raw signals to one number an epoch --------------------------------------------------------------------

def smoothed_counts(counts, way):
    """A Gaussian of 50 s over 285 s on either side (Walch 2019); known epochs alone count.

    Causal: at every epoch the value of the epoch that lies ACTIVITY_DELAY back, from what there is by then.
    """
    n = len(counts)
    out = np.full(n, np.nan)
    for t in range(n):
        e, last = (t, n - 1) if way == "overnight" else (max(0, t - ACTIVITY_DELAY), t)
        if np.isnan(counts[e]):
            continue
        i = np.arange(max(0, e - 9), min(last, e + 9) + 1)
        i = i[~np.isnan(counts[i])]
        w = np.exp(-0.5 * ((i - e) * EPOCH / 50.0) ** 2)
        out[t] = (w * counts[i]).sum() / w.sum()
    return out


DOG = np.arange(-142, 143)
DOG = np.exp(-0.5 * (DOG / 120.0) ** 2) - 0.75 * np.exp(-0.5 * (DOG / 600.0) ** 2)


def second_rates(samples, low, high):
    """One rate a second, straight between samples and level before the first and after the last."""
    return np.interp(np.arange(low, high) + 0.5, samples[:, 0], samples[:, 1])


def variation(samples, count, way):
    """Standard deviation over 600 s of the band-passed rate (Walch 2019: Gaussians of 120 s and 600 s, 285 taps).

    NaN where fewer than two samples lie within 300 s. Causal: at every epoch the value of the epoch that lies
    HEART_DELAY back, from what there is by then.
    """
    out = np.full(count, np.nan)
    for t in range(count):
        e, last = (t, count - 1) if way == "overnight" else (max(0, t - HEART_DELAY), t)
        end, middle = (last + 1) * EPOCH, e * EPOCH + 15
        seen = samples[(samples[:, 0] < end) & (samples[:, 0] >= middle - 900)]
        if (np.abs(seen[:, 0] - middle) <= 300).sum() < 2:
            continue
        low, high = max(0, middle - 300), min(end, middle + 300)
        x = second_rates(seen, max(0, low - 142), min(end, high + 142))
        before, after = max(0, 142 - low), max(0, high + 142 - end)
        x = np.r_[np.full(before, x[0]), x, np.full(after, x[-1])]
        out[t] = np.std(np.convolve(x, DOG, "valid"))
    return out


def beat_streams(beats, count, way):
    """Log mean rate, log SDNN and log RMSSD (ms) of the beats in 150 s, about the epoch or up to its end."""
    out = np.full((3, count), np.nan)
    ahead = 60 if way == "overnight" else 0
    for e in range(count):
        end = (e + 1) * EPOCH + ahead
        low, high = np.searchsorted(beats[:, 0], [end - 150, end])
        interval = 60000.0 / beats[low:high, 1]
        if len(interval) < 20:
            continue
        step = np.diff(interval)
        step = step[np.abs(step) <= 0.25 * interval[1:]]
        if len(step) < 10:
            continue
        out[:, e] = (np.log(60000.0 / interval.mean()), np.log(np.std(interval) + 1.0),
                     np.log(np.sqrt((step**2).mean()) + 1.0))
    return out


# ---- holes ------------------------------------------------------------------------------------------------------

def held(x, way):
    """Fills holes with the last known value, or overnight the nearest (the earlier of two equally near), and says
    how many epochs away it lies; -1 and infinity where there is none."""
    n = len(x)
    source, age = np.full(n, -1), np.full(n, np.inf)
    last = -1
    for i in range(n):
        if not np.isnan(x[i]):
            last = i
        if last >= 0:
            source[i], age[i] = last, i - last
    if way == "overnight":
        after = -1
        for i in range(n - 1, -1, -1):
            if not np.isnan(x[i]):
                after = i
            if after >= 0 and after - i < age[i]:
                source[i], age[i] = after, after - i
    return np.where(source >= 0, x[np.maximum(source, 0)], 0.0), age


def delayed(x, epochs):
    return x[np.maximum(np.arange(len(x)) - epochs, 0)]


# ---- features ---------------------------------------------------------------------------------------------------

def shifted(x, k):
    return x[np.clip(np.arange(len(x)) + k, 0, len(x) - 1)]


def gauss(x, sigma):
    n, r = len(x), int(np.ceil(4 * sigma))
    k = np.exp(-0.5 * (np.arange(-r, r + 1) / sigma) ** 2)
    return np.convolve(x, k)[r : r + n] / np.convolve(np.ones(n), k)[r : r + n]


def remembered(x, constant):
    """Exponentially weighted means of what there was so far, the present epoch included."""
    total, weight, decay = 0.0, 0.0, np.exp(-1 / constant)
    out = np.zeros(len(x))
    for i, value in enumerate(x):
        total, weight = total * decay + value, weight * decay + 1
        out[i] = total / weight
    return out


def windows(x, before, after, what):
    return np.array([what(x[max(0, i - before) : i + after + 1]) for i in range(len(x))])


def quiet(part):
    return (part < QUIET).mean()


def scaled_activity(a, age, way):
    """Log of the count over a scale of the sleeper's own, held near the typical one while little is known."""
    measured = np.where(age == 0, a, 0.0)
    if way == "overnight":
        total, count = np.full(len(a), measured.sum()), np.full(len(a), (age == 0).sum())
    else:
        total, count = np.cumsum(measured), np.cumsum(age == 0)
    own = total / np.maximum(count, 1)
    far = (own > TYPICAL_ACTIVITY * GAIN_RANGE) | (own < TYPICAL_ACTIVITY / GAIN_RANGE)
    foreign = (count >= 20) & (own > 0) & far
    scale = np.where(foreign, own, (total + TYPICAL_ACTIVITY * SCALE_EPOCHS) / (count + SCALE_EPOCHS))
    return np.log1p(a / scale * (100 / 12))


def scaled_variation(v, age, way):
    """Log of the variation over the night's median, or over the mean of what there was so far."""
    if way == "overnight":
        usual = np.median(v[age == 0]) if (age == 0).any() else 0.0
    else:
        usual = np.cumsum(np.where(age == 0, v, 0.0)) / np.maximum(1, np.cumsum(age == 0))
    return np.log(v / np.maximum(usual, 1e-9) + 0.06)


def centred(x, age, way):
    """A beat stream less its mean."""
    measured = np.where(age == 0, x, 0.0)
    if way == "overnight":
        return x - measured.sum() / max(1, (age == 0).sum())
    return x - np.cumsum(measured) / np.maximum(1, np.cumsum(age == 0))


def activity_features(la, way):
    if way == "overnight":
        out = [shifted(la, k) for k in (-6, -4, -2, -1, 0, 1, 2, 4, 6)]
        out += [gauss(la, s) for s in (3, 8, 20, 50, 100)]
        for w in (10, 20, 40):
            out += [windows(la, w, w, np.max), windows(la, w, w, quiet)]
        return out, [4, 11]
    out = [shifted(la, -k) for k in (0, 1, 2, 4, 6, 10)]
    out += [remembered(la, c) for c in (3, 8, 20, 50, 100, 1000)]
    for w in (10, 20, 40, 80):
        out += [windows(la, w, 0, np.max), windows(la, w, 0, quiet)]
    return out, [0, 8]


def heart_features(lh, way):
    if way == "overnight":
        out = [shifted(lh, k) for k in (-20, -12, -8, -5, -3, 0, 3, 5, 8, 12, 20)]
        out += [gauss(lh, s) for s in (5, 10, 20, 40)]
        out += [np.abs(shifted(lh, 1) - shifted(lh, -1))]
        for w in (10, 30):
            out += [windows(lh, w, w, what) for what in (np.max, np.min, np.std)]
        return out, [5, 12, 13]
    out = [shifted(lh, -k) for k in (0, 3, 5, 8, 12, 20)]
    out += [remembered(lh, c) for c in (5, 10, 20, 40, 100)]
    for w in (20, 60):
        out += [windows(lh, w, 0, what) for what in (np.max, np.min, np.std)]
    return out, [0, 7, 8]


def beat_features(x, way):
    if way == "overnight":
        return [shifted(x, k) for k in (-4, -1, 0, 1, 4)] + [gauss(x, s) for s in (3, 10, 30)]
    return [shifted(x, -k) for k in (0, 1, 4, 10)] + [remembered(x, c) for c in (3, 10, 30, 100)]


def time_features(count):
    t = np.arange(count)
    return [np.minimum(t, 960) / 960.0, np.exp(-t / 20.0), np.cos(2 * np.pi * t / 180), np.sin(2 * np.pi * t / 180)]


def with_products(blocks):
    """All features, then every product of two of the named ones and of the time since the start."""
    columns, named = [], []
    for block, names in blocks:
        named += [len(columns) + i for i in names]
        columns += block
    x = np.stack(columns, 1)
    return np.concatenate([x] + [x[:, i : i + 1] * x[:, named[a:]] for a, i in enumerate(named)], axis=1)


def age_of(measured, age, way):
    """How old a row is: of what was measured last, or of what could be computed from it, whichever is older."""
    return np.maximum(age, held(np.where(measured, 0.0, np.nan), way)[1])


def features(night, way):
    """For each head that the night can feed: its rows, and how old the oldest thing in each row is."""
    if way in night.setdefault("memo", {}):
        return night["memo"][way]
    count, time, parts = night["count"], (time_features(night["count"]), [0]), {}
    samples = night.get("beats", night.get("rates"))
    a, v = night.get("activity"), night.get("variation")
    moved, felt = (None if x is None else ~np.isnan(x) for x in (night.get("counts", a), v))
    if way == "causal":
        a, v = (None if x is None else delayed(x, d) for x, d in ((a, ACTIVITY_DELAY), (v, HEART_DELAY)))
    if a is None and "counts" in night:
        a = smoothed_counts(night["counts"], way)
    if v is None and samples is not None:
        v = variation(samples, count, way)
        felt = np.isin(np.arange(count), (samples[:, 0] // EPOCH).astype(int))
    if a is not None:
        x, age = held(a, way)
        of_activity = activity_features(scaled_activity(x, age, way), way)
        activity_age = age_of(moved, age, way)
        parts["activity"] = dict(x=with_products([of_activity, time]), age=activity_age)
    if v is not None:
        x, age = held(v, way)
        of_heart = heart_features(scaled_variation(x, age, way), way)
        heart_age = age_of(felt, age, way)
        parts["heart"] = dict(x=with_products([of_heart, time]), age=heart_age)
        if "beats" in night:
            streams, age = [], heart_age
            for stream in beat_streams(samples, count, way):
                x, stream_age = held(stream, way)
                age = np.maximum(age, stream_age)
                streams += beat_features(centred(x, stream_age, way), way)
            of_beats = (streams, [2 if way == "overnight" else 0])
            parts["beats"] = dict(x=with_products([of_heart, of_beats, time]), age=age)
        if a is not None:
            parts["both"] = dict(x=with_products([of_activity, of_heart, time]),
                                 age=np.maximum(activity_age, heart_age))
    night["memo"][way] = parts
    return parts
