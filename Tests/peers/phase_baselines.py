"""Phases by published methods, written the long way: phase_baselines.py METHOD SIGNAL FS HORIZON_S FROM EVERY

SIGNAL is a file of 64-bit floats in microvolts. One line for every EVERYth sample from FROM on: the phase in radians
that the method expects HORIZON_S after that sample, and its amplitude. What came before the signal counts as its
first sample. Settings as in Sources/ClosedLoop/Baselines, whose comments name the papers.
"""
import sys
import numpy as np
from scipy.linalg import solve_toeplitz
from scipy.signal import butter, hilbert, sosfilt, sosfiltfilt, sosfreqz

method, path = sys.argv[1], sys.argv[2]
fs, horizon, begin, every = float(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]), int(sys.argv[6])
x = np.fromfile(path, dtype="<f8")
x = x - x[0]
wanted = range(begin, len(x), every)


def before(count):
    return np.concatenate([np.zeros(count), x])


def echt():
    """Schreglmann et al. 2021: the spectrum of a window, one-sided, times a causal band-pass, and back."""
    n = int(round(fs))
    bins = np.fft.fftfreq(n, 1 / fs)
    response = sosfreqz(butter(1, [0.5, 2], "band", fs=fs, output="sos"), worN=np.abs(bins), fs=fs)[1]
    one_sided = np.where(bins > 0, 2.0, 0.0)
    one_sided[0] = 1.0
    if n % 2 == 0:
        one_sided[n // 2] = 1.0
    padded = before(n)
    lag = max(1, round(fs / 32))
    alpha = 1 - np.exp(-1 / (0.5 * fs))
    waves, turn, last = np.zeros(len(x) + lag, complex), 0j, max(wanted)
    for k in range(last + 1):
        waves[k + lag] = np.fft.ifft(np.fft.fft(padded[k + 1 : k + 1 + n]) * response * one_sided)[-1]
        turn += alpha * (waves[k + lag] * np.conj(waves[k]) - turn)
        if k >= begin and (k - begin) % every == 0:
            hertz = (0.85 + np.clip(np.angle(turn) / lag * fs / (2 * np.pi), 0.5, 2)) / 2
            yield waves[k + lag] * np.exp(2j * np.pi * hertz * horizon)


def ar():
    """Zrenner et al. 2020: filter both ways, cut the edge, Yule-Walker, run on, Hilbert."""
    sections = butter(1, [0.5, 2], "band", fs=fs, output="sos")
    thin = max(1, round(fs / 32))
    rate = fs / thin
    edge, count = round(0.25 * rate), round(12 * fs)
    ahead = horizon * rate
    padded = before(count)
    for k in wanted:
        window = padded[k + 1 : k + 1 + count]
        both = sosfiltfilt(sections, window - window.mean())
        series = both[::-1][::thin][::-1][edge:-edge]
        correlation = [np.dot(series[: len(series) - i], series[i:]) for i in range(31)]
        model = solve_toeplitz(correlation[:30], correlation[1:])
        whole = list(series)
        for _ in range(edge + 32 + int(np.ceil(ahead))):
            whole.append(np.dot(model, whole[-1:-31:-1]))
        analytic = hilbert(whole[-64:])
        place = len(series) - 1 + edge + ahead - (len(whole) - 64)
        low = int(np.floor(place))
        share = place - low
        yield analytic[low] * (1 - share) + analytic[min(low + 1, 63)] * share


def pll():
    """Santostasi et al. 2016: an oscillator steered by its product with the signal."""
    y = sosfilt(butter(1, [0.5, 4], "band", fs=fs, output="sos"), x)
    theta, power, fade = 0.0, 0.0, np.exp(-1 / (0.5 * fs))
    for k, sample in enumerate(y):
        theta += 2 * np.pi / fs
        power = fade * power + (1 - fade) * sample * sample
        if power > 0:
            theta -= 12 / fs * 2 * sample / np.sqrt(2 * power) * np.sin(theta)
        if k >= begin and (k - begin) % every == 0:
            yield np.sqrt(2 * power) * np.exp(1j * (theta + 2 * np.pi * horizon))


def threshold():
    """Ngo et al. 2013: time since the trough of a half-wave under a threshold."""
    y = sosfilt(butter(1, [0.25, 4], "band", fs=fs, output="sos"), x)
    below, deepest, at, trough, depth = False, 0.0, 0, -1, 0.0
    for k, sample in enumerate(y):
        if sample < -37.5 or (below and sample < 0):
            if not below or sample < deepest:
                deepest, at = sample, k
            else:
                trough, depth = at, -deepest
            below = True
        else:
            below = False
        if k >= begin and (k - begin) % every == 0:
            yield depth * np.exp(1j * (np.pi + 2 * np.pi * 0.7 * ((k - trough) / fs + horizon)))


for wave in {"echt": echt, "ar": ar, "pll": pll, "threshold": threshold}[method]():
    print(f"{np.angle(wave):.12f} {abs(wave):.9f}")
