"""What SciPy makes of one channel: band_powers.py RATE IN, IN holding float64 in uV. Prints seven numbers an epoch.

Sleep-EDF's band powers as Models/band-stager/README.md describes them, by scipy.signal. Ends with status 3 and one
line where SciPy is not installed.
"""
import sys

try:
    import numpy as np
    from scipy.signal import resample_poly, welch
except ImportError as error:
    print("skipped: " + str(error))
    sys.exit(3)

rate = int(float(sys.argv[1]))
x = np.fromfile(sys.argv[2])
epochs = len(x) // (30 * rate)
x = x if rate == 100 else resample_poly(x, 100, rate)
for e in range(epochs):
    part = x[3000 * e : 3000 * e + 3000]
    f, p = welch(part, 100, "hann", 256, 128, detrend="constant")
    bands = [p[(f >= a) & (f < b)].mean() for a, b in ((0.5, 4), (4, 8), (8, 13), (13, 30), (30, 50))]
    print(*("%.17g" % v for v in bands + [part.var(), np.diff(part).var()]))
