"""Reads a sound file with libsndfile's Python binding and prints: frames, rate, LAeq and LAFmax in dBA.

The A-weighting is the analog formula of IEC 61672-1 applied to the spectrum of the whole file, so it shares
nothing with the meter under test but the scale (amplitude 1.0 = sqrt(2) * 0.2 Pa)."""
import sys

try:
    import numpy as np
    import soundfile
    from scipy.signal import lfilter
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(0)

x, rate = soundfile.read(sys.argv[1], dtype="float64")
p = x * np.sqrt(2) * 0.2
f = np.fft.rfftfreq(2 * len(p), 1 / rate)


def magnitude(f):
    a, b, c, d = 20.598997, 107.65265, 737.86223, 12194.217
    return (
        d**2 * f**4 / ((f**2 + a**2) * np.sqrt((f**2 + b**2) * (f**2 + c**2)) * (f**2 + d**2))
    )


# Twice the length, so that the end does not wrap into the beginning.
weighted = np.fft.irfft(np.fft.rfft(p, 2 * len(p)) * magnitude(f) / magnitude(1000.0), 2 * len(p))[: len(p)]
k = 1 - np.exp(-1 / (0.125 * rate))
fast = lfilter([k], [1, -(1 - k)], weighted**2)
level = lambda p2: 10 * np.log10(p2 / 4e-10)
print(len(p), rate, level(np.mean(weighted**2)), level(fast.max()))
