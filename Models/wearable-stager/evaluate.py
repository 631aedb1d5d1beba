"""Leaves out each subject in turn and says how well the rest predicts that subject; `train.py --evaluate`."""
import json
import numpy as np
from features import variation
from train import HEADS, L2, SETTINGS, WAYS, evidence_of, filtered, fit, joined, log_posterior, training_rows

GRID = [(t, a) for t in (0.2, 0.5, 1.0) for a in (0.3, 0.6)]
JOINING = [(0.3, 0.0), (0.2, 0.5), (0.15, 0.7)]
THREE, FOUR = np.array([0, 1, 1, 1, 2]), np.array([0, 1, 1, 2, 3])


def left_out(nights, kind, way):
    """For each night: the stages and log posteriors by a model that never saw its subject, and that model's prior."""
    rows = list(training_rows(nights, kind, way))
    posteriors = {}
    for subject in sorted({r[0] for r in rows}):
        head = fit(np.concatenate([x[k] for s, x, _, k in rows if s != subject]),
                   np.concatenate([y[k] for s, _, y, k in rows if s != subject]), L2[kind])
        for i, (s, x, _, _) in enumerate(rows):
            if s == subject:
                posteriors[i] = (log_posterior(head, x), head["prior"])
    return [(r[0], r[2], r[3], *posteriors[i]) for i, r in enumerate(rows)]


def beliefs(results, transition, way, tempering, prior_exponent, *joining):
    """What the filter makes of each night, joined with the regression where the exponents are given."""
    out = []
    for _, _, _, score, prior in results:
        belief = filtered(evidence_of(score, prior, 1.0, tempering, prior_exponent), transition, way)
        out.append(joined(belief, score, *joining) if joining else belief)
    return out


def kappa(truth, guess):
    chance = sum((truth == s).mean() * (guess == s).mean() for s in np.unique(truth))
    return ((truth == guess).mean() - chance) / (1 - chance)


def grouped(p, groups):
    return np.stack([p[:, groups == g].sum(1) for g in range(groups.max() + 1)], 1)


def f1(truth, guess, classes):
    return [float(2 * ((truth == s) & (guess == s)).sum() / max(1, (truth == s).sum() + (guess == s).sum()))
            for s in range(classes)]


def calibration(truth, p):
    """Expected calibration error of the likeliest class, ten bins of equal width (Guo et al., ICML 2017)."""
    sure, right = p.max(1), p.argmax(1) == truth
    bins = np.minimum((sure * 10).astype(int), 9)
    return sum(abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins))


def wake_recall(truth, wake, sensitivity):
    """Recall of wake where `sensitivity` of all sleep is called sleep: one point of the ROC."""
    return float((wake[truth == 0] > np.quantile(wake[truth != 0], sensitivity)).mean())


def nested_wake(truths, wakes, sensitivity):
    """The threshold for each subject from the other subjects' left-out beliefs; what it gives on that subject."""
    hits, kept, n_wake, n_sleep = 0, 0, 0, 0
    for i, (truth, wake) in enumerate(zip(truths, wakes)):
        others = np.concatenate([w[t != 0] for j, (t, w) in enumerate(zip(truths, wakes)) if j != i])
        called = wake > np.quantile(others, sensitivity)
        hits, n_wake = hits + (called & (truth == 0)).sum(), n_wake + (truth == 0).sum()
        kept, n_sleep = kept + (~called & (truth != 0)).sum(), n_sleep + (truth != 0).sum()
    return float(hits / n_wake), float(kept / n_sleep)


def figures(results, believed):
    truths = [y[k] for _, y, k, _, _ in results]
    parts = [b[k] for b, (_, _, k, _, _) in zip(believed, results)]
    truth, p = np.concatenate(truths), np.concatenate(parts)
    t3, p3, t4, p4 = THREE[truth], grouped(p, THREE), FOUR[truth], grouped(p, FOUR)
    recall, sensitivity = nested_wake(truths, [b[:, 0] for b in parts], 0.9)
    nights3 = [(THREE[t], grouped(b, THREE).argmax(1)) for t, b in zip(truths, parts)]
    return dict(
        epochs=len(truth), subjects=len({r[0] for r in results}),
        three_class_accuracy=float((t3 == p3.argmax(1)).mean()), three_class_kappa=float(kappa(t3, p3.argmax(1))),
        three_class_accuracy_by_night=float(np.mean([(t == g).mean() for t, g in nights3])),
        sleep_wake_accuracy=float(((truth == 0) == (p[:, 0] > 0.5)).mean()),
        four_class_accuracy=float((t4 == p4.argmax(1)).mean()), four_class_kappa=float(kappa(t4, p4.argmax(1))),
        five_class_kappa=float(kappa(truth, p.argmax(1))),
        f1=dict(zip(["W", "light", "deep", "R"], f1(t4, p4.argmax(1), 4))),
        f1_five=dict(zip(["W", "N1", "N2", "N3", "R"], f1(truth, p.argmax(1), 5))),
        wake_recall_at_sleep_90=wake_recall(truth, p[:, 0], 0.90),
        wake_recall_at_sleep_93=wake_recall(truth, p[:, 0], 0.93),
        wake_recall_threshold_from_others=recall, sleep_recall_threshold_from_others=sensitivity,
        calibration_error_three=float(calibration(t3, p3)), calibration_error_five=float(calibration(truth, p)),
        log_loss_five=float(-np.log(np.maximum(p[np.arange(len(truth)), truth], 1e-9)).mean()))


def score(f):
    """What SETTINGS are chosen by: accuracy and agreement of three and of four classes, and no false sureness."""
    return (f["three_class_accuracy"] + f["three_class_kappa"] + f["four_class_kappa"] - f["log_loss_five"]) / 3


def every_setting(results, transition, way):
    every = {}
    for setting in GRID:
        filters = beliefs(results, transition, way, *setting)
        for joining in JOINING:
            every[setting + joining] = [joined(b, r[3], *joining) for b, r in zip(filters, results)]
    return every


def choose(results, every, left_out_subject=None):
    """The settings that suit all subjects best, or all but one."""
    keep = [i for i, r in enumerate(results) if r[0] != left_out_subject]
    some = [results[i] for i in keep]
    return max(every, key=lambda s: score(figures(some, [every[s][i] for i in keep])))


def nested(results, every):
    """Each subject by the settings that suit the other subjects best."""
    best = {subject: choose(results, every, subject) for subject in sorted({r[0] for r in results})}
    return [every[best[r[0]]][i] for i, r in enumerate(results)]


def likeness(variations):
    """How log variation and its change from epoch to epoch agree with themselves some epochs later; medians."""
    def one(v):
        x = np.log(v / np.median(v) + 0.06)
        return [np.corrcoef(s[k:], s[:-k])[0, 1] for s, ks in ((x, (1, 5, 10)), (np.diff(x), (1, 2, 5))) for k in ks]
    return " ".join(f"{c:.2f}" for c in np.median([one(v[~np.isnan(v)]) for v in variations], axis=0))


def evaluate(walch, slpdb, transition, arguments):
    table = []
    if arguments.search:
        # Whether our own road from beats to variation ends where Walch's does.
        print("autocorrelation of log variation after 1, 5, 10 epochs and of its change after 1, 2, 5:")
        print("  walch, as given   ", likeness([n["variation"] for n in walch]))
        print("  slpdb, computed   ", likeness([variation(n["beats"], n["count"], "overnight") for n in slpdb]))
    for kind in HEADS:
        nights, data = (slpdb, "slpdb") if kind == "beats" else (walch, "walch")
        for way in WAYS:
            results = left_out(nights, kind, way)
            if arguments.search:
                every = every_setting(results, transition, way)
                chosen = choose(results, every)
                print(f"chosen {kind} {way}: {chosen}", flush=True)
                plain = figures(results, [np.exp(r[3]) for r in results])
                table.append(dict(data=data, input=kind, way=way, model="regression alone", **plain))
                table.append(dict(data=data, input=kind, way=way, model="settings of the other subjects",
                                  **figures(results, nested(results, every))))
            else:
                chosen = SETTINGS[kind, way]
            believed = beliefs(results, transition, way, *chosen)
            table.append(dict(data=data, input=kind, way=way, model="as released", **figures(results, believed)))
    # Another clinic's sleepers by the watch wearers' heart alone: nothing of slpdb is in this head.
    for way in WAYS:
        rows = list(training_rows(walch, "heart", way))
        head = fit(np.concatenate([x[k] for _, x, _, k in rows]),
                   np.concatenate([y[k] for _, _, y, k in rows]), L2["heart"])
        results = [(s, y, k, log_posterior(head, x), head["prior"])
                   for s, x, y, k in training_rows(slpdb, "heart", way)]
        chosen = SETTINGS["heart", way]
        believed = beliefs(results, transition, way, *chosen)
        table.append(dict(data="slpdb, learned on walch", input="heart", way=way, model="as released",
                          **figures(results, believed)))
    if arguments.json:
        print(json.dumps(dict(name="wearable-stager-1", results=table), indent=1))
        return
    for r in table:
        print(f"{r['data']:24}{r['input']:9}{r['way']:10}{r['model']}: {r['subjects']} subjects, {r['epochs']} epochs")
        print(f"    three classes: accuracy {r['three_class_accuracy']:.3f} "
              f"(by night {r['three_class_accuracy_by_night']:.3f}) kappa {r['three_class_kappa']:.3f}; "
              f"four: accuracy {r['four_class_accuracy']:.3f} kappa {r['four_class_kappa']:.3f}; "
              f"five: kappa {r['five_class_kappa']:.3f}")
        print("    F1 " + " ".join(f"{k} {v:.2f}" for k, v in r["f1"].items())
              + "; of five " + " ".join(f"{k} {v:.2f}" for k, v in r["f1_five"].items()))
        print(f"    sleep/wake accuracy {r['sleep_wake_accuracy']:.3f}; wake recall "
              f"{r['wake_recall_at_sleep_90']:.3f} at sleep recall 0.90, {r['wake_recall_at_sleep_93']:.3f} at 0.93; "
              f"threshold from the other subjects: wake {r['wake_recall_threshold_from_others']:.3f}, sleep "
              f"{r['sleep_recall_threshold_from_others']:.3f}")
        print(f"    calibration error {r['calibration_error_three']:.3f} of three, "
              f"{r['calibration_error_five']:.3f} of five; log loss {r['log_loss_five']:.3f}", flush=True)
