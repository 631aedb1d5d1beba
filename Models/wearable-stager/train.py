#!/usr/bin/env python3
"""Trains the wearable stager: movement and the heart's rate from a watch, a ring, a strap or a mat to sleep stages.

train.py [--data FOLDER] [--out model.json] [--golden FILE] [--evaluate [--json]]

FOLDER holds walch/, slpdb/ and hypnograms/ (default: LUMAPOD_DATA, else ../shared/data beside the project).
--evaluate also leaves out each subject in turn and prints how well the rest predicts that subject.
Nothing is random: the same data give the same model. Needs numpy and scipy; features.py, nights.py and
evaluate.py lie beside it.
"""
import argparse, json, os, sys
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one order of additions, one result
import numpy as np
from scipy.optimize import minimize
from features import FEATURE_SETTINGS, features
from nights import STAGES, golden_nights, read_slpdb, read_transitions, read_walch

L2 = dict(both=3e-4, activity=3e-4, heart=3e-4, beats=0.3)  # twelve sleepers with beats bear less detail
ITERATIONS = 150
START = [0.90, 0.06, 0.02, 0.01, 0.01]  # a night begins awake
HEADS = ["both", "beats", "heart", "activity"]  # the one that sees most comes first
WAYS = ["overnight", "causal"]
# How much an epoch's evidence counts in the filter, how much of the training shares is taken out of it, and the
# exponents by which the filter's belief and the regression's own are joined; chosen by `--search`, see the card.
SETTINGS = {
    ("both", "overnight"): (0.2, 0.6, 0.2, 0.5), ("both", "causal"): (0.5, 0.6, 0.2, 0.5),
    ("beats", "overnight"): (1.0, 0.6, 0.2, 0.5), ("beats", "causal"): (0.5, 0.6, 0.15, 0.7),
    ("heart", "overnight"): (0.2, 0.6, 0.15, 0.7), ("heart", "causal"): (0.5, 0.6, 0.2, 0.5),
    ("activity", "overnight"): (0.2, 0.3, 0.15, 0.7), ("activity", "causal"): (1.0, 0.3, 0.2, 0.5),
}
FRESH_EPOCHS, SOON_EPOCHS = 20, 10  # what was measured ten minutes ago says nothing any more


# ---- model ------------------------------------------------------------------------------------------------------

def fit(x, y, l2):
    """Multinomial logistic regression with an L2 penalty on everything but the constant."""
    mean, scale = x.mean(0), x.std(0) + 1e-9
    z = np.c_[np.clip((x - mean) / scale, -5, 5), np.ones(len(x))]
    n, k = z.shape
    rows = np.arange(n)

    def loss(v):
        w = v.reshape(k, 5)
        s = z @ w
        s -= s.max(1, keepdims=True)
        p = np.exp(s)
        p /= p.sum(1, keepdims=True)
        held = w.copy()
        held[-1] = 0
        value = -np.log(p[rows, y] + 1e-300).mean() + l2 / 2 * (held**2).sum()
        p[rows, y] -= 1
        return value, (z.T @ p / n + l2 * held).ravel()

    w = minimize(loss, np.zeros(5 * k), jac=True, method="L-BFGS-B", options=dict(maxiter=ITERATIONS)).x
    return dict(mean=mean, scale=scale, weights=w.reshape(k, 5), prior=(np.bincount(y, minlength=5) + 1) / (n + 5))


def log_posterior(head, x):
    s = np.c_[np.clip((x - head["mean"]) / head["scale"], -5, 5), np.ones(len(x))] @ head["weights"]
    s -= s.max(1, keepdims=True)
    return s - np.log(np.exp(s).sum(1, keepdims=True))


def filtered(evidence, transition, way):
    """Forward (causal) or forward and backward (overnight) beliefs (Rabiner, Proc. IEEE 77, 1989)."""
    forward, state = np.zeros_like(evidence), np.array(START)
    for i, e in enumerate(evidence):
        state = (state @ transition) * e
        state /= state.sum()
        forward[i] = state
    if way == "causal":
        return forward
    backward = np.ones(5)
    for i in range(len(evidence) - 1, -1, -1):
        forward[i] *= backward
        forward[i] /= forward[i].sum()
        backward = transition @ (evidence[i] * backward)
        backward /= backward.sum()
    return forward


def joined(belief, log_regression, belief_exponent, regression_exponent):
    """The filter is surer than it may be, since neighbouring rows share their windows; both together are not."""
    p = np.exp(belief_exponent * np.log(belief) + regression_exponent * log_regression)
    return p / p.sum(1, keepdims=True)


def evidence_of(log_regression, prior, freshness, tempering, prior_exponent):
    score = log_regression - prior_exponent * np.log(prior)
    return np.exp(np.maximum(tempering * freshness * (score - score.max(1, keepdims=True)), -30))


def stage(model, night, way):
    """What the released model believes of a night that may have holes; NaN where it says nothing.

    The richest head whose senses are five minutes old at most, else the one with the freshest.
    """
    count = night["count"]
    evidence, log_regression = np.ones((count, 5)), np.zeros((count, 5))
    exponents = np.full((count, 2), np.nan)
    parts = features(night, way)
    for e in range(count):
        ages = [(parts[kind]["age"][e], kind) for kind in HEADS if kind in parts]
        age, kind = next((a for a in ages if a[0] <= SOON_EPOCHS), min(ages, key=lambda a: a[0]))
        if age <= FRESH_EPOCHS:
            head, freshness = model["heads"][kind, way], 1 - age / (FRESH_EPOCHS + 1)
            tempering, prior_exponent, *joining = model["settings"][kind, way]
            row = log_posterior(head, parts[kind]["x"][e : e + 1])
            evidence[e] = evidence_of(row, head["prior"], freshness, tempering, prior_exponent)
            log_regression[e], exponents[e] = freshness * row, joining
    return joined(filtered(evidence, model["transition"], way), log_regression, exponents[:, :1], exponents[:, 1:])


# ---- the file ---------------------------------------------------------------------------------------------------

def plain(values, digits=7):
    if np.ndim(values) == 0:
        return float(f"%.{digits}g" % values)
    return [plain(v, digits) for v in values]


def write(path, model):
    content = dict(
        format="lumapod-wearable-stager/1", name="wearable-stager-1", start=START,
        transition=plain(model["transition"], 12), freshEpochs=FRESH_EPOCHS, soonEpochs=SOON_EPOCHS, **FEATURE_SETTINGS,
        heads=[dict(input=kind, way=way, tempering=model["settings"][kind, way][0],
                    priorExponent=model["settings"][kind, way][1],
                    beliefExponent=model["settings"][kind, way][2],
                    regressionExponent=model["settings"][kind, way][3],
                    **{k: plain(v) for k, v in model["heads"][kind, way].items() if k != "prior"},
                    prior=plain(model["heads"][kind, way]["prior"], 12)) for kind in HEADS for way in WAYS])
    body = json.dumps(content, separators=(",", ":"))[:-1] + ","
    total = 0xCBF29CE484222325  # FNV-1a, 64 bit
    for byte in body.encode():
        total = ((total ^ byte) * 0x100000001B3) % 2**64
    with open(path, "w") as file:
        file.write(f'{body}"checksum":"{total:016x}"}}\n')


def read_back(path):
    """The model as it stands in the file, so that golden rows come from the very numbers that Swift reads."""
    content = json.load(open(path))
    heads = {(h["input"], h["way"]): {k: np.array(h[k]) for k in ("mean", "scale", "weights", "prior")}
             for h in content["heads"]}
    settings = {(h["input"], h["way"]): tuple(h[k] for k in (
        "tempering", "priorExponent", "beliefExponent", "regressionExponent"))
                for h in content["heads"]}
    return dict(heads=heads, settings=settings, transition=np.array(content["transition"]))


def write_golden(path, model):
    """Beliefs about synthetic nights, for the Swift code to agree with."""
    cases = []
    for night in golden_nights():
        case = {k: v for k, v in night["plain"].items()}
        for way in WAYS:
            belief = stage(model, night, way)
            case[way] = [None if np.isnan(b[0]) else plain(b, 6) for b in belief]
        cases.append(case)
    with open(path, "w") as file:
        file.write(json.dumps(dict(note="synthetic input; made by Models/wearable-stager/train.py", cases=cases),
                              separators=(",", ":")) + "\n")


def training_rows(nights, kind, way):
    for night in nights:
        part = features(night, way).get(kind)
        if part is not None:
            keep = (night["stages"] >= 0) & (part["age"] == 0)
            yield night["subject"], part["x"], night["stages"], keep


def train(walch, slpdb, transition):
    heads = {}
    for kind in HEADS:
        for way in WAYS:
            rows = list(training_rows(slpdb if kind == "beats" else walch, kind, way))
            heads[kind, way] = fit(np.concatenate([x[k] for _, x, _, k in rows]),
                                   np.concatenate([y[k] for _, _, y, k in rows]), L2[kind])
    return dict(heads=heads, settings=SETTINGS, transition=transition)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=os.environ.get("LUMAPOD_DATA", f"{here}/../../../shared/data"))
    parser.add_argument("--out", default=f"{here}/model.json")
    parser.add_argument("--golden", default=f"{here}/../../Tests/StagingTests/Golden/wearable.json")
    parser.add_argument("--evaluate", action="store_true", help="print how well each left-out subject is predicted")
    parser.add_argument("--json", action="store_true", help="with --evaluate: print JSON and nothing else")
    parser.add_argument("--search", action="store_true", help="with --evaluate: print how SETTINGS were chosen")
    arguments = parser.parse_args()
    transition = read_transitions(arguments.data)
    walch, slpdb = read_walch(arguments.data), read_slpdb(arguments.data)
    if arguments.evaluate:
        from evaluate import evaluate
        evaluate(walch, slpdb, transition, arguments)
        return
    write(arguments.out, train(walch, slpdb, transition))
    print("wrote", arguments.out)
    write_golden(arguments.golden, read_back(arguments.out))
    print("wrote", arguments.golden)


if __name__ == "__main__":
    main()
