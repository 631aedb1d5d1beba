"""What the learning phase estimator should say and know: phase_network.py MODEL EEG

From the bytes of a phase model and samples at 128 Hz: at every sample the phase that the networks say for each trained
horizon, worked out in double precision with none of the product's code. Then, at every fourth sample, the zero-phase
wave (Butterworth 0.5-2 Hz forwards and backwards, Hilbert transform), after a line "truth". One line a sample.
"""
import struct
import sys
import numpy as np
from scipy.signal import butter, hilbert, lfilter, sosfiltfilt

data, x = open(sys.argv[1], "rb").read(), np.loadtxt(sys.argv[2])
members, inputs, first, second, ahead = struct.unpack("<5I", data[8:28])
lags = np.frombuffer(data, "<u4", inputs, 28).astype(int)
rest = np.frombuffer(data[28 + 4 * inputs : -8], "<f4").astype(float)


def take(*shape):
    global rest
    count = int(np.prod(shape))
    part, rest = rest[:count].reshape(shape), rest[count:]
    return part


def high_pass(y, corner):
    keep = np.exp(-2 * np.pi * corner / 128)
    return lfilter([(1 + keep) / 2, -(1 + keep) / 2], [1, -keep], y)


def bend(v):
    return v / 2 * (1 + v / np.sqrt(1 + v * v))


take(ahead + 1)
said = 2 * ahead + 1
shortcut = take(inputs, said)
take(min(members, 2) * second + (inputs + 1) // 2)

y = high_pass(x - x[0], 0.15)
low = 1 - np.exp(-2 * np.pi * 4 / 128)
squares = lfilter([low], [1, low - 1], high_pass(y, 0.4)) ** 2
forget, power, certainty, size = np.exp(-1 / 1280), 0.0, 0.0, []
for n, square in enumerate(squares):
    certainty = forget * certainty + 1 - forget
    if n >= 256:
        square = min(square, 16 * power / certainty + 1e-4)
    power = forget * power + (1 - forget) * square
    size.append(np.sqrt(power / certainty + 1e-4))

padded = np.concatenate([np.zeros(lags[-1]), y])
seen = padded[lags[-1] + np.arange(len(y))[:, None] - lags] / np.array(size)[:, None]
answer = seen @ shortcut
for _ in range(members):
    shapes = (inputs, first), (first,), (first, second), (second,), (second, said), (said,)
    a, b, c, d, e, f = (take(*shape) for shape in shapes)
    answer += (bend(bend(seen @ a + b) @ c + d) @ e + f) / members
phases = np.angle(answer[:, :ahead] + 1j * answer[:, ahead : 2 * ahead])
print("\n".join(" ".join("%.7f" % p for p in row) for row in phases))
print("truth")
wave = hilbert(sosfiltfilt(butter(2, [0.5, 2], "band", fs=128, output="sos"), x - np.median(x)))
print("\n".join("%.5f %.5f" % (z.real, z.imag) for z in wave[::4]))
