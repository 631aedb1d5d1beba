"""What YASA makes of signals.

yasa_features.py JOBS       reads one job a line: RATE CHANNELS IN OUT, where CHANNELS is such as eeg,eog,emg, IN holds
                            the channels one after another as float64 in uV, and OUT is written: OUT.names, OUT.f32
                            (features, row after row) and OUT.f64 (probabilities of W, N1, N2, N3, R, row after row)
yasa_features.py --golden   writes golden/yasa.json beside this script, from the signal of `signal` below

Ends with status 3 and one line where yasa is not installed.
"""
import importlib.util
import json
import os
import sys
import warnings

import numpy as np

ORDER = ["W", "N1", "N2", "N3", "R"]


def signal(seed, count):
    """A restless signal of float64 sums and products alone, the same bits in any language.

    A walk that forgets and a resonance, each driven by noise; every 3,000 samples their shares change.
    """
    state, out = seed, np.empty(count)
    walk = one = two = 0.0
    for n in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        noise = (state >> 11) / 9007199254740992.0 - 0.5
        part = n // 3000
        walk = 0.98 * walk + noise
        resonance = (1.2 + 0.1 * (part % 7)) * one - 0.95 * two + noise
        one, two = resonance, one
        out[n] = 4.0 * (1 + part % 3) * walk + 2.0 * (part % 5) * resonance + 1.5 * noise
    return out


def stage(rate, kinds, channels):
    """YASA's own way from microvolts to features and probabilities."""
    import mne
    import yasa

    warnings.simplefilter("ignore")
    mne.set_log_level("ERROR")
    info = mne.create_info(kinds, rate, kinds, verbose=False)
    raw = mne.io.RawArray(np.asarray(channels) * 1e-6, info, verbose=False)
    names = {kind + "_name": kind for kind in kinds}
    staging = yasa.SleepStaging(raw, **names)
    proba = staging.predict().proba.rename(columns={"WAKE": "W", "REM": "R"})[ORDER]
    return staging.get_features(), proba.to_numpy()


def golden():
    kinds, rate, count = ["eeg", "eog", "emg"], 128, 128 * 720
    channels = [signal(seed, count) for seed in (1, 2, 3)]
    rows = [0, 11, 23]
    result = {"rate": rate, "seconds": 720, "rows": rows, "models": {}}
    for used in (["eeg"], ["eeg", "eog"], ["eeg", "emg"], kinds):
        features, proba = stage(rate, used, [channels[kinds.index(kind)] for kind in used])
        result["models"]["-".join(used)] = [[float("%.9g" % p) for p in proba[row]] for row in rows]
    result["features"] = {
        name: [float("%.9g" % features[name].iloc[row]) for row in rows] for name in features.columns
    }
    text = json.dumps(result).replace('], "', '],\n"')
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden", "yasa.json"), "w") as file:
        file.write(text + "\n")


def main():
    if importlib.util.find_spec("yasa") is None:
        print("skipped: no yasa beside these peers")
        sys.exit(3)
    if sys.argv[1] == "--golden":
        golden()
        return
    with open(sys.argv[1]) as jobs:
        for job in jobs:
            rate, kinds, source, target = job.split()
            kinds = kinds.split(",")
            channels = np.fromfile(source, "<f8").reshape(len(kinds), -1)
            features, proba = stage(float(rate), kinds, channels)
            with open(target + ".names", "w") as file:
                file.write("\n".join(features.columns))
            features.to_numpy().astype("<f4").tofile(target + ".f32")
            proba.astype("<f8").tofile(target + ".f64")


main()
