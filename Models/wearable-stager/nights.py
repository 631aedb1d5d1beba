"""Recordings that the wearable stager learns from, and the synthetic nights that hold Python and Swift together."""
import collections, csv, glob, gzip, os
import numpy as np

STAGES = ["W", "N1", "N2", "N3", "R"]
SLPDB_STAGES = {"W": 0, "1": 1, "2": 2, "3": 3, "4": 3, "R": 4}


def read_walch(data):
    for_all = []
    for path in sorted(glob.glob(f"{data}/walch/*.csv")):
        rows = list(csv.DictReader(open(path)))
        for_all.append(dict(
            subject=os.path.basename(path)[:-4], count=len(rows),
            activity=np.array([float(r["activity_count"]) for r in rows]),
            variation=np.array([float(r["heart_rate_variation"]) for r in rows]),
            stages=np.array([STAGES.index(r["stage"]) if r["stage"] in STAGES else -1 for r in rows])))
    return for_all


def seconds_of(clock):
    parts = [float(p) for p in clock.split(":")]
    return sum(p * 60**i for i, p in enumerate(reversed(parts)))


def read_slpdb(data):
    """Beat intervals and stages; 01a and 01b, 02a and 02b are one person each."""
    for_all = []
    for path in sorted(glob.glob(f"{data}/slpdb/*.rr")):
        lines = [line.split() for line in open(path)]
        beats = np.array([(seconds_of(p[4]), 60.0 / float(p[2])) for p in lines if len(p) >= 5 and float(p[2]) > 0])
        beats = beats[(beats[:, 1] >= 20) & (beats[:, 1] <= 300)]
        stages = {}
        for line in open(path.replace(".rr", ".an")).read().splitlines()[1:]:
            parts = line.split()
            if len(parts) > 6:
                stages[round(seconds_of(parts[0]) / 30)] = SLPDB_STAGES.get(parts[6], -1)
        count = max(stages) + 1
        for_all.append(dict(
            subject=os.path.basename(path)[:5], name=os.path.basename(path)[:-3], count=count,
            beats=beats[beats[:, 0] < count * 30], stages=np.array([stages.get(e, -1) for e in range(count)])))
    return for_all


def read_transitions(data):
    """Counts of stage pairs: majority scorings of DOD-H and DOD-O, consensus of BOAS; one added to each."""
    counts = np.ones((5, 5))
    nights = collections.defaultdict(list)
    for name in ("dodh", "dodo"):
        for row in csv.reader(gzip.open(f"{data}/hypnograms/{name}.csv.gz", "rt")):
            if row[0] != "night":
                votes = [int(v) for v in row[2:] if int(v) >= 0]
                nights[row[0]].append(np.bincount(votes, minlength=5).argmax() if votes else -1)
    for row in csv.DictReader(gzip.open(f"{data}/hypnograms/boas.csv.gz", "rt")):
        scored = row["expert_consensus"]
        nights["boas" + row["subject"]].append(STAGES.index(scored) if scored in STAGES else -1)
    for night in nights.values():
        for a, b in zip(night, night[1:]):
            if a >= 0 and b >= 0:
                counts[a, b] += 1
    return counts / counts.sum(1, keepdims=True)


# ---- synthetic nights -------------------------------------------------------------------------------------------

class Mixer:
    """SplitMix64, so that no library's generator matters."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2**64
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % 2**64
        return ((z ^ (z >> 31)) >> 11) * 2.0**-53


def none_for_nan(values):
    return [None if np.isnan(v) else round(float(v), 4) for v in values]


def golden_nights():
    """Restless first minutes, quiet spells and movements, with holes; nothing of anyone's recording."""
    random = Mixer(7)
    count = 120
    moving = np.array([e < 15 or 45 <= e < 50 or random.uniform() < 0.06 for e in range(count)])
    counts = np.array([round(40 * random.uniform() ** 2, 3) if m else 0.0 for m in moving])
    change = np.array([round(0.05 + 0.5 * random.uniform() ** 2, 4) for _ in range(count)])
    rates, beats, second = [], [], 0.0
    while second < count * 30 - 8:
        second = round(second + 4 + 6 * random.uniform(), 2)
        rate = 58 + 6 * np.sin(second / 400) + (9 if moving[min(count - 1, int(second // 30))] else 0)
        rates.append((second, round(rate + 4 * random.uniform(), 2)))
    second = 0.0
    while second < count * 30 - 3:
        rate = 60 + 5 * np.sin(second / 300) + 3 * np.sin(second / 4) + 3 * random.uniform()
        second = round(second + 60 / rate, 3)
        beats.append((second, round(float(rate), 3)))
    holed = counts.copy()
    holed[30:36] = holed[60:112] = np.nan
    change[70:116] = np.nan
    few = [r for r in rates if not 900 <= r[0] < 2400]
    foreign = counts * 500
    for name, entries in (
        ("walch", dict(activity=counts, variation=change)), ("counts and rates", dict(counts=counts, rates=rates)),
        ("holes", dict(counts=holed, rates=few)), ("both gone", dict(activity=holed, variation=change)),
        ("movement alone", dict(counts=foreign)), ("heart alone", dict(rates=few)), ("beats", dict(beats=beats)),
    ):
        plain = dict(name=name, count=count)
        night = dict(count=count)
        for key, values in entries.items():
            is_rows = key in ("rates", "beats")
            plain[key] = [list(map(float, v)) for v in values] if is_rows else none_for_nan(values)
            night[key] = np.array([[np.nan if v is None else v for v in r] if is_rows else (np.nan if r is None else r)
                                   for r in plain[key]], dtype=float)
        night["plain"] = plain
        yield night
