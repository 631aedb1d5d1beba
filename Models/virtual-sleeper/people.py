#!/usr/bin/env python3
"""What people's N3 looks like, for comparison with the virtual sleeper's: people.py [FOLDER] (default LUMAPOD_DATA).

Band densities of Sleep-EDF's nights (bandpower20, Fpz-Cz) and slow waves a minute of UCD's subjects: 0.3-3 Hz forwards
and backwards, a cycle from one falling zero crossing to the next of 0.5-2 s and 75 to 500 uV. Needs numpy and scipy.
"""
import csv, glob, os, sys
import numpy as np
from scipy.signal import butter, sosfiltfilt


def spread(values):
    return " ".join(f"{v:.3g}" for v in np.percentile(values, [0, 50, 100]))


def sleep_edf(folder):
    nights = []
    for path in sorted(glob.glob(os.path.join(folder, "sleep-edf/bandpower20/*.csv"))):
        rows = np.genfromtxt(path, delimiter=",", names=True)
        deep = rows[rows["stage"] == 3]
        if len(deep) > 10:
            nights.append([np.median(deep[name]) for name in rows.dtype.names[2:6]])
    for k, band in enumerate(("0.5-4", "4-8", "8-13", "13-30")):
        print(f"Sleep-EDF, {len(nights)} nights, N3 at {band} Hz, uV2/Hz: {spread(np.array(nights)[:, k])}")


def samples(path):
    data = open(path, "rb").read()
    low, high, lowest, highest = (float(data[at:at + 8]) for at in (360, 368, 376, 384))
    stored = np.frombuffer(data[512:len(data) // 2 * 2], "<i2").astype(float)
    return low + (stored - lowest) * (high - low) / (highest - lowest)


def ucd(folder, rate=128):
    found = []
    for path in sorted(glob.glob(os.path.join(folder, "ucddb/ucd[0-9][0-9][0-9].edf"))):
        x = sosfiltfilt(butter(2, [0.3, 3], "band", fs=rate, output="sos"), samples(path))
        waves = epochs = 0
        for row in list(csv.reader(open(path.replace(".edf", "-stages.csv"))))[1:]:
            epoch = x[int(row[0]) * 30 * rate:(int(row[0]) + 1) * 30 * rate]
            if row[1] != "N3" or row[2] != "1" or len(epoch) < 30 * rate or epoch.std() < 1:
                continue
            falls = np.flatnonzero((epoch[:-1] > 0) & (epoch[1:] <= 0))
            for a, b in zip(falls[:-1], falls[1:]):
                waves += 0.5 <= (b - a) / rate <= 2 and 75 < np.ptp(epoch[a:b]) < 500
            epochs += 1
        if epochs > 10:
            found.append(2 * waves / epochs)
    print(f"UCD, {len(found)} subjects, slow waves of 75 uV in N3, a minute: {spread(found)}")


if __name__ == "__main__":
    place = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("LUMAPOD_DATA", "../shared/data")
    sleep_edf(place)
    ucd(place)
