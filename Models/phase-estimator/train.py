#!/usr/bin/env python3
"""Makes phase.net, what the learning phase estimator knows of slow waves: train.py --data FOLDER [--output FILE]

Needs numpy, scipy, mne and jax (0.10.2 on a CPU). Seeded: the same recordings and versions give the same bytes.
`--without ucd002` leaves people out, for leave-one-subject-out; ucd022 is always left out.

From the expert N3 runs of the UCD database: the last six seconds of the signal on one side, on the other the zero-phase
0.5-2 Hz analytic signal at several times ahead. The networks say the two natural parameters of a von Mises distribution
of the phase, so that the length is how sure they are. Large waves count.
"""
import argparse
import csv
import os
import struct

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")
import jax
import jax.numpy as jnp
import mne
import numpy as np
from scipy.signal import bilinear, butter, hilbert, lfilter, sosfiltfilt

# Quick random bits for the hidden units that are left out.
jax.config.update("jax_default_prng_impl", "rbg")
RATE = 128
HORIZONS = np.array([0, 0.05, 0.1, 0.2, 0.3])
AHEAD = np.round(HORIZONS * RATE).astype(np.int32)
# In 1/128 s: every other sample of the last quarter second, then ever coarser up to six seconds.
LAGS = np.unique(np.concatenate([
    np.arange(0, 32, 2), np.arange(32, 96, 4), np.arange(96, 256, 8), np.arange(256, 768, 16)])).astype(np.int32)
# What lies lower than this, in hertz, is taken out before anything else.
CORNER = 0.15
MEMBERS, FIRST, SECOND = 3, 64, 32
# The sleeper's own read-out sees the second layer of this many members, and every other input.
SEEN = 2
EDGE = 10 * RATE
PAD = 7 * RATE
HELD_OUT = "ucd022"


def recordings(data):
    """Every person's N3 runs of a minute or more, in microvolts (as far as the database is calibrated)."""
    people = {}
    folder = os.path.join(data, "ucddb")
    for name in sorted(f[:6] for f in os.listdir(folder) if f.endswith("-stages.csv")):
        with open(os.path.join(folder, name + "-stages.csv"), newline="") as file:
            deep = [row["stage"] == "N3" and row["has_signal"] == "1" for row in csv.DictReader(file)]
        if not any(deep):
            continue
        raw = mne.io.read_raw_edf(os.path.join(folder, name + ".edf"), preload=True, verbose="error")
        assert raw.info["sfreq"] == RATE
        signal = raw.get_data()[0] * 1e6
        edges = np.flatnonzero(np.diff(np.concatenate([[0], deep, [0]]).astype(int)))
        runs = [signal[a * 30 * RATE : b * 30 * RATE] for a, b in zip(edges[::2], edges[1::2]) if b - a >= 2]
        if runs:
            people[name] = runs
    return people


def truth(x):
    return hilbert(sosfiltfilt(butter(2, [0.5, 2], "band", fs=RATE, output="sos"), x - np.median(x)))


def high_pass(x, corner):
    keep = np.exp(-2 * np.pi * corner / RATE)
    return lfilter([(1 + keep) / 2, -(1 + keep) / 2], [1, -keep], x - x[0])


def running_size(y):
    """The root of the mean square of 0.4-4 Hz over some ten seconds; no sample counts more than sixteenfold."""
    band = high_pass(np.concatenate([[0.0], y]), 0.4)[1:]
    low = 1 - np.exp(-2 * np.pi * 4 / RATE)
    squares = np.square(lfilter([low], [1, low - 1], band)).tolist()
    forget = np.exp(-1 / (10 * RATE))
    sizes, power, certainty = np.empty(len(y)), 0.0, 0.0
    for n, square in enumerate(squares):
        certainty = forget * certainty + (1 - forget)
        if n + 1 > 2 * RATE:
            square = min(square, 16 * (power / certainty) + 1e-4)
        power = forget * power + (1 - forget) * square
        sizes[n] = power / certainty
    return np.sqrt(sizes + 1e-4)


def other_montage(x, rng):
    """The same brain through another electrode and amplifier: tilt, high-pass, wander, drift, noise, hum."""
    y, n = x - x[0], len(x)
    if rng.random() < 0.7:
        corner, ratio = np.exp(rng.uniform(np.log(0.4), np.log(6))), np.exp(rng.uniform(-0.7, 0.7))
        b, a = bilinear([1 / (2 * np.pi * corner), 1], [1 / (2 * np.pi * corner * ratio), 1], RATE)
        y = lfilter(b, a, y)
    if rng.random() < 0.3:
        y = high_pass(y, rng.uniform(0.05, 0.35))
    size = np.std(truth(y).real)
    if rng.random() < 0.7:
        # A wander whose plateau lies -5 to 13 dB from the slow wave's own spectral density (its band is 1.5 Hz wide).
        corner = np.exp(rng.uniform(np.log(0.05), np.log(0.4)))
        level = size * np.sqrt(10 ** (rng.uniform(-0.5, 1.3)) / 1.5 * RATE / 2)
        keep = np.exp(-2 * np.pi * corner / RATE)
        y = y + level * lfilter([1 - keep], [1, -keep], rng.standard_normal(n))
    if rng.random() < 0.5:
        y = y + rng.uniform(-0.3, 0.3) * size * np.arange(n) / RATE
    if rng.random() < 0.5:
        y = y + size * rng.uniform(0, 0.2) * rng.standard_normal(n)
    if rng.random() < 0.5:
        hum = np.sin(2 * np.pi * rng.choice([50, 60]) * np.arange(n) / RATE)
        y = y + size * np.exp(rng.uniform(np.log(0.03), np.log(0.5))) * hum
    return y


def material(people, copies, rng):
    """All runs in one row, with silence between: signal, size, truth in units of the person's large wave, times."""
    signal, size, wave, amplitude, times, at, ratios = [], [], [], [], [], 0, []
    for runs in people.values():
        for copy in range(1 + copies):
            heard = runs if copy == 0 else [other_montage(x, rng) for x in runs]
            waves = [truth(x) for x in heard]
            large = np.percentile(np.concatenate([np.abs(z[EDGE:-EDGE]) for z in waves]), 75)
            for x, z in zip(heard, waves):
                y = high_pass(x, CORNER)
                s = running_size(y)
                signal += [np.zeros(PAD), y]
                size += [np.ones(PAD), s]
                wave += [np.zeros(PAD), z / large]
                amplitude += [np.zeros(PAD), np.log(np.abs(z) / s + 1e-3)]
                times.append(np.arange(EDGE, len(x) - EDGE) + PAD + at)
                ratios.append(large / s[EDGE:-EDGE])
                at += PAD + len(x)
    join = lambda parts, kind: np.concatenate(parts).astype(kind)
    return (join(signal, np.float32), join(size, np.float32), join(wave, np.complex64), join(amplitude, np.float32),
            join(times, np.int32), float(np.median(np.concatenate(ratios))))


def bend(x):
    return 0.5 * x * (1 + x / jnp.sqrt(1 + x * x))


def layers(p, x, key=None, drop=0.0):
    """(members, rows, answers) and the second layers."""
    h = jnp.broadcast_to(x[None], (MEMBERS,) + x.shape)
    for name in ("first", "second"):
        h = bend(jnp.matmul(h, p[name]) + p[name + "Bias"])
        if key is not None:
            key, part = jax.random.split(key)
            kept = jax.random.bits(part, h.shape, jnp.uint8) >= round(256 * drop)
            h = h * kept / (1 - round(256 * drop) / 256)
    return jnp.matmul(h, p["output"]) + p["outputBias"] + x @ p["shortcut"], h


def train(data, epochs, rows, rate, drop, decay, seed):
    signal, size, wave, amplitude, times, _ = data
    count = len(HORIZONS)
    said = 2 * count + 1
    keys = jax.random.split(jax.random.PRNGKey(seed), 4)
    normal = lambda key, a, b, gain: gain * jax.random.normal(key, (MEMBERS, a, b)) / np.sqrt(a)
    zeros = lambda b: jnp.zeros((MEMBERS, 1, b))
    p = {"first": normal(keys[0], len(LAGS), FIRST, 1.0), "firstBias": zeros(FIRST),
         "second": normal(keys[1], FIRST, SECOND, 1.0), "secondBias": zeros(SECOND),
         "output": normal(keys[2], SECOND, said, 0.3), "outputBias": zeros(said),
         "shortcut": jnp.zeros((len(LAGS), said))}
    y, s, re, im, am = (jnp.asarray(v) for v in (signal, size, wave.real, wave.imag, amplitude))
    lags, ahead = jnp.asarray(LAGS), jnp.asarray(AHEAD)
    steps = epochs * (len(times) // 4 // rows)

    def loss(p, t, key):
        x = y[t[:, None] - lags] / s[t][:, None]
        o, _ = layers(p, x, key, drop)
        a, b = o[..., :count], o[..., count : 2 * count]
        at = t[:, None] + ahead
        r = jnp.sqrt(re[at] ** 2 + im[at] ** 2) + 1e-6
        kappa = jnp.sqrt(a * a + b * b + 1e-6)
        weight = jax.nn.sigmoid((r - 0.85) / 0.1) + 0.3
        phase = weight * (jnp.log(jax.scipy.special.i0e(kappa)) + kappa - (a * re[at] + b * im[at]) / r)
        # The amplitude is that at the middle horizon; it must not take the hidden units for itself.
        large = jnp.square(o[..., -1] - am[at[:, 2]])
        return MEMBERS * (jnp.mean(phase) + 0.02 * jnp.mean(large))

    def step(state, t):
        p, m, v, i, key = state
        key, part = jax.random.split(key)
        g = jax.grad(loss)(p, t, part)
        i = i + 1
        speed = rate * jnp.minimum(1, i / 100) * 0.5 * (1 + jnp.cos(jnp.pi * i / steps))
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: 0.99 * v + 0.01 * g * g, v, g)
        p = jax.tree.map(
            lambda p, m, v: p - speed * (m / (1 - 0.9**i) / (jnp.sqrt(v / (1 - 0.99**i)) + 1e-8) + decay * p), p, m, v)
        return (p, m, v, i, key), None

    run = jax.jit(lambda state, batches: jax.lax.scan(step, state, batches)[0])
    none = jax.tree.map(jnp.zeros_like, p)
    state = (p, none, none, 0.0, keys[3])
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        batches = rng.permutation(times)[: len(times) // 4 // rows * rows].reshape(-1, rows)
        state = run(state, jnp.asarray(batches))
    p = state[0]
    # How large the hidden units are, for the sleeper's own read-out.
    t = rng.permutation(times)[:20000]
    inputs = signal[t[:, None] - LAGS] / size[t][:, None]
    said, hidden = layers(p, jnp.asarray(inputs))
    seen = np.concatenate([np.asarray(h) for h in hidden[:SEEN]] + [inputs[:, ::2]], 1)
    scales = 1 / np.sqrt(np.mean(np.square(seen), 0))
    # The amplitudes that are expected have the power of the true ones.
    expected = np.exp(np.mean(np.asarray(said)[..., -1], 0))
    true = np.exp(amplitude[t + AHEAD[2]])
    p = {name: np.array(value, np.float32) for name, value in p.items()}
    p["outputBias"][..., -1] += 0.5 * np.log(np.mean(true**2) / np.mean(expected**2))
    return p, scales.astype(np.float32)


def fnv1a(data):
    total = 0xCBF29CE484222325
    for byte in data:
        total = ((total ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return total


def write(path, p, scales, large):
    words = lambda values: np.asarray(values, "<u4").tobytes()
    floats = lambda values: np.asarray(values, "<f4").tobytes()
    body = b"LUMAPHS1" + words([MEMBERS, len(LAGS), FIRST, SECOND, len(HORIZONS)]) + words(LAGS)
    body += floats(HORIZONS) + floats([large]) + floats(p["shortcut"]) + floats(scales)
    for m in range(MEMBERS):
        for name in ("first", "firstBias", "second", "secondBias", "output", "outputBias"):
            body += floats(p[name][m])
    with open(path, "wb") as file:
        file.write(body + struct.pack("<Q", fnv1a(body)))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", required=True, metavar="FOLDER", help="the recordings")
    arguments.add_argument("--output", metavar="FILE", default=os.path.join(os.path.dirname(__file__), "phase.net"))
    arguments.add_argument("--without", action="append", default=[], metavar="NAME", help="leave a person out")
    arguments.add_argument("--with-held-out", action="store_true", help="take " + HELD_OUT + " in, for other folds")
    arguments.add_argument("--copies", type=int, default=2, help="copies of everybody in other montages")
    arguments.add_argument("--epochs", type=int, default=4)
    options = arguments.parse_args()
    people = recordings(options.data)
    for name in options.without + ([] if options.with_held_out else [HELD_OUT]):
        people.pop(name, None)
    data = material(people, options.copies, np.random.default_rng(1))
    p, scales = train(data, epochs=options.epochs, rows=2048, rate=3e-3, drop=0.3, decay=0.1, seed=1)
    write(options.output, p, scales, data[-1])
    print("%s: %d bytes, from %d people" % (options.output, os.path.getsize(options.output), len(people)))


if __name__ == "__main__":
    main()
