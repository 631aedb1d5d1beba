"""How one stage follows another: a walk whose next step depends on the bout's age, the time of night and the sleeper."""
import numpy as np
from scipy.optimize import minimize
from nights import GROUPS, parts

L2 = 1e-3
ITERATIONS = 200
TRAITS = 7


def traits(sleep):
    """What makes one night unlike another: its shares of W and N1 as log-odds and of N3 and R as arcsines of their
    roots, which chance spreads evenly; the logarithms of its changes of stage an hour, and of its mean bouts of R and
    N3, since who wakes often need not dream in pieces."""
    n = len(sleep)
    odds = [np.log(((sleep == s).sum() + 2) / ((sleep != s).sum() + 8)) for s in (0, 1)]
    roots = [np.arcsin(np.sqrt((sleep == s).sum() / n)) for s in (3, 4)]
    changes = np.flatnonzero(np.diff(sleep)) + 1
    lengths = [np.log(((sleep == s).sum() + 5) / ((sleep[np.r_[0, changes]] == s).sum() + 1)) for s in (4, 3)]
    return np.array(odds + roots + [np.log((len(changes) + 1) / (n / 120))] + lengths)


class Walk:
    """The state of many nights so far, one entry each: everything that a next step may depend on."""

    def __init__(self, first, traits):
        n = len(first)
        self.traits, self.stage, self.age = traits, np.array(first), np.ones(n)
        self.before, self.before_age, self.count = np.zeros(n, int), np.full(n, 60.0), 1
        self.deep, self.dream, self.since_dream = np.zeros(n), np.zeros(n), np.zeros(n)
        self.unrest, self.awake, self.light, self.slow, self.rem = (np.zeros(n) for _ in range(5))
        self.lately()

    def lately(self):
        s = self.stage
        self.awake += ((s == 0) - self.awake) / 20
        self.light += ((s == 1) - self.light) / 20
        self.slow += ((s == 3) - self.slow) / 40
        self.rem += ((s == 4) - self.rem) / 40
        self.deep += s == 3
        self.dream += s == 4
        self.since_dream = np.where(s == 4, 0, self.since_dream + 1)

    def step(self, stage):
        changed = stage != self.stage
        self.unrest += (changed - self.unrest) / 20
        self.before = np.where(changed, self.stage, self.before)
        self.before_age = np.where(changed, self.age, self.before_age)
        self.age = np.where(changed, 1, self.age + 1)
        self.stage = stage
        self.count += 1
        self.lately()

    def rows(self):
        """One row of regressors a night; NightWalk.swift says the same in the same order."""
        a, t = np.log(self.age) - 2, np.full(len(self.age), self.count / 480 - 1)
        bumps = [np.exp(-((self.since_dream - c) / 40) ** 2) for c in (60, 120, 180, 240)]
        since, b, z = np.log(1 + self.since_dream / 20) - 1, self.before, self.traits
        return np.stack([
            np.ones(len(a)), self.age == 1, self.age == 2, self.age == 3, a, a * a / 4, np.maximum(a - 1.5, 0),
            t, t * t, since, since * since, self.dream == 0, since * t, *bumps,
            b == 0, b == 1, b == 2, b == 3, b == 4,
            np.log(self.before_age) / 2 - 1, 4 * self.unrest, 2 * self.awake, 2 * self.light, 2 * self.slow,
            2 * self.rem, self.deep / 120 - 0.5, self.dream / 120 - 0.5, np.full(len(a), float(self.count < 20)),
            *z.T, z[:, 4] * a / 2, z[:, 0] * a / 2, z[:, 2] * t, z[:, 3] * t, z[:, 2] * self.slow, z[:, 3] * self.rem,
            z[:, 5] * a / 2, z[:, 6] * a / 2, a * t, np.maximum(a - 1.5, 0) * t, t * (self.age == 1),
        ], 1).astype(float)


def transitions(sleeps, z):
    """The rows and next stages of some nights, by the stage they leave."""
    longest = max(len(s) for s in sleeps)
    padded = np.array([np.r_[s, np.full(longest - len(s), s[-1])] for s in sleeps])
    lengths = np.array([len(s) for s in sleeps])
    walk, x, y = Walk(padded[:, 0], z), [[] for _ in range(5)], [[] for _ in range(5)]
    for k in range(1, longest):
        rows, going = walk.rows(), lengths > k
        for s in range(5):
            here = going & (walk.stage == s)
            x[s].append(rows[here])
            y[s].append(padded[here, k])
        walk.step(padded[:, k])
    return [np.concatenate(v) for v in x], [np.concatenate(v) for v in y]


def regression(x, y):
    """Multinomial logistic regression with an L2 penalty on everything but the constant."""
    n, k = x.shape
    rows = np.arange(n)
    seen = np.bincount(y, minlength=5) > 0

    def loss(v):
        w = v.reshape(k, 5)
        s = x @ w
        s[:, ~seen] = -60
        s -= s.max(1, keepdims=True)
        p = np.exp(s)
        p /= p.sum(1, keepdims=True)
        held = w.copy()
        held[0] = 0
        value = -np.log(p[rows, y] + 1e-300).mean() + L2 / 2 * (held ** 2).sum() * 500 / n
        p[rows, y] -= 1
        p[:, ~seen] = 0
        return value, (x.T @ p / n + L2 * held * 500 / n).ravel()

    w = minimize(loss, np.zeros(5 * k), jac=True, method="L-BFGS-B", options=dict(maxiter=ITERATIONS)).x.reshape(k, 5)
    w[0, ~seen] = -60
    return w


def fit(nights):
    """The model of some nights, (group, name, stages) each."""
    cut = [(group, *parts(stages)) for group, _, stages in nights]
    raw = np.array([traits(c[2]) for c in cut])
    centre, scale = raw.mean(0), raw.std(0)
    z = (raw - centre) / scale
    x, y = transitions([c[2] for c in cut], z)
    model = dict(centre=centre, scale=scale, weights=np.array([regression(x[s], y[s]) for s in range(5)]), groups={})
    for g in GROUPS:
        pick = np.array([c[0] == g for c in cut])
        own = [c for c in cut if c[0] == g]
        cover = np.cov(z[pick].T) * 0.8 + 0.2 * np.diag(z[pick].var(0, ddof=1))
        model["groups"][g] = dict(
            mean=z[pick].mean(0), root=np.linalg.cholesky(cover),
            latency=np.sort([c[1] for c in own]), morning=np.sort([c[3] for c in own]),
            first=np.bincount([c[2][0] for c in own], minlength=5) / len(own))
        calibrate(model, g, z[pick], [len(c[2]) for c in own])
    return model


def calibrate(model, group, target, lengths, rounds=4, nights=300):
    """Moves and narrows the traits until the nights that come out spread as the experts' do: a night is not exactly
    what its traits say, and that chance comes on top (simulated moments, McFadden 1989)."""
    g = model["groups"][group]
    g["mean"], g["root"] = g["mean"].copy(), g["root"].copy()
    for k in range(rounds):
        random = np.random.default_rng([7, k])
        sleeps = walks(model, group, random.choice(lengths, nights), random)
        out = (np.array([traits(s) for s in sleeps]) - model["centre"]) / model["scale"]
        g["mean"] += 0.8 * (target.mean(0) - out.mean(0))
        g["root"] *= np.clip(target.std(0) / out.std(0), 0.6, 1.2)[:, None] ** 0.8


def walks(model, group, lengths, random):
    """The sleep of some nights, each from falling asleep to the last epoch asleep, of the given lengths."""
    g, n = model["groups"][group], len(lengths)
    z = np.clip(g["mean"] + random.standard_normal((n, TRAITS)) @ g["root"].T, -3, 3)
    first = np.searchsorted(np.cumsum(g["first"]), random.random(n) * 0.999999, side="right")
    walk, out = Walk(first, z), [first]
    for _ in range(max(lengths) - 1):
        s = np.einsum("nk,nkc->nc", walk.rows(), model["weights"][walk.stage])
        c = np.cumsum(np.exp(s - s.max(1, keepdims=True)), 1)
        walk.step((random.random(n)[:, None] * c[:, -1:] > c).sum(1))
        out.append(walk.stage)
    out = np.array(out).T
    return [trimmed_sleep(night[:length]) for night, length in zip(out, lengths)]


def trimmed_sleep(night):
    return night[: np.flatnonzero(night > 0)[-1] + 1]


def quantile(sorted_values, u):
    """A draw between the neighbours of an ordered list."""
    at = u * (len(sorted_values) - 1)
    low = np.minimum(at.astype(int), len(sorted_values) - 2)
    return sorted_values[low] + (at - low) * (sorted_values[low + 1] - sorted_values[low])


def simulate(model, group, lengths, random):
    """Nights of so many epochs each: awake, asleep, awake."""
    g, lengths = model["groups"][group], np.array(lengths)
    latency = np.minimum(np.round(quantile(g["latency"], random.random(len(lengths)))), lengths // 2).astype(int)
    morning = np.minimum(np.round(quantile(g["morning"], random.random(len(lengths)))), lengths // 4).astype(int)
    sleeps = walks(model, group, lengths - latency - morning, random)
    return [np.r_[np.zeros(a, int), s, np.zeros(n - a - len(s), int)] for a, s, n in zip(latency, sleeps, lengths)]
