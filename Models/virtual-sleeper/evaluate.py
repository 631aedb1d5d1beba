"""Whether simulated nights can be told from experts' nights that their model has not seen."""
import numpy as np
from scipy.stats import ks_2samp
from nights import GROUPS, bouts, parts
from dynamics import fit, simulate

FOLDS, SEED = 10, 1
NAMES = ["W", "N1", "N2", "N3", "R"]


def statistics(stages):
    """Bout lengths and transitions of a night, as a row of figures."""
    latency, sleep, _ = parts(stages)
    out, runs = [], bouts(sleep)
    for s in range(5):
        lengths = np.array([n for stage, n in runs if stage == s] or [0])
        out += [np.log1p(lengths.mean()), np.log1p(np.median(lengths)), np.log1p(lengths.max()),
                np.log1p(lengths.std()), np.log1p((lengths > 0).sum()), (lengths == 1).mean(), (lengths > 20).mean()]
    counts = np.zeros((5, 5))
    for (a, _), (b, _) in zip(runs[:-1], runs[1:]):
        counts[a, b] += 1
    out += [np.log1p(counts[a, b]) for a in range(5) for b in range(5) if a != b]
    share = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    out += [share[a, b] for a in range(5) for b in range(5) if a != b]
    return np.array(out)


def architecture(stages):
    """What a sleep report says, in minutes unless said."""
    latency, sleep, morning = parts(stages)
    third = len(sleep) // 3
    rem = np.flatnonzero(sleep == 4)
    return dict(
        latency=latency / 2, sleep=(sleep > 0).sum() / 2, awake=(sleep == 0).sum() / 2,
        efficiency=100 * (sleep > 0).sum() / len(stages), n1=(sleep == 1).sum() / 2, n2=(sleep == 2).sum() / 2,
        n3=(sleep == 3).sum() / 2, rem=(sleep == 4).sum() / 2, remLatency=(rem[0] / 2 if len(rem) else np.nan),
        n3First=100 * (sleep[:third] == 3).sum() / max((sleep == 3).sum(), 1),
        remLast=100 * (sleep[-third:] == 4).sum() / max((sleep == 4).sum(), 1),
        awakenings=sum(s == 0 for s, _ in bouts(sleep)), changes=(np.diff(sleep) != 0).sum())


def left_out(nights):
    """A simulated night for every expert's, of the same group and length, by a model that has not seen that fold."""
    order = np.random.default_rng(SEED).permutation(len(nights))
    made = [None] * len(nights)
    for fold in range(FOLDS):
        held = order[fold::FOLDS]
        model = fit([nights[i] for i in range(len(nights)) if i not in set(held)])
        for g in GROUPS:
            pick = [i for i in held if nights[i][0] == g]
            if pick:
                random = np.random.default_rng([SEED, fold])
                for i, night in zip(pick, simulate(model, g, [len(nights[i][2]) for i in pick], random)):
                    made[i] = night
    return made


def two_sample(real, made, forest):
    """Area under the curve of a classifier that is asked, in cross-validation by pairs, which nights are real."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    x = np.array([statistics(s) for s in real + made])
    y = np.r_[np.ones(len(real)), np.zeros(len(made))]
    pair = np.r_[np.arange(len(real)), np.arange(len(made))]
    fold = np.random.default_rng(SEED).permutation(len(real)) % FOLDS
    score = np.zeros(len(y))
    for k in range(FOLDS):
        test = fold[pair] == k
        one = (RandomForestClassifier(500, min_samples_leaf=3, random_state=SEED) if forest
               else make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=2000)))
        score[test] = one.fit(x[~test], y[~test]).predict_proba(x[test])[:, 1]
    area = roc_auc_score(y, score)
    random, areas = np.random.default_rng(SEED), []
    for _ in range(2000):
        pick = random.integers(len(real), size=len(real))
        both = np.r_[pick, len(real) + pick]
        areas.append(roc_auc_score(y[both], score[both]))
    return area, *np.quantile(areas, [0.025, 0.975])


def clustered(real, made, stage, random, rounds=200):
    """The largest distance between two distributions of bout lengths, and how often chance exchange of whole nights
    makes it as large: bouts of one night belong together, so a test over single bouts would be too sure."""
    a = [np.array([n for s, n in bouts(parts(x)[1]) if s == stage]) for x in real]
    b = [np.array([n for s, n in bouts(parts(x)[1]) if s == stage]) for x in made]
    distance = ks_2samp(np.concatenate(a), np.concatenate(b)).statistic
    larger = 0
    for _ in range(rounds):
        swap = random.random(len(a)) < 0.5
        one = np.concatenate([q if w else p for p, q, w in zip(a, b, swap)])
        two = np.concatenate([p if w else q for p, q, w in zip(a, b, swap)])
        larger += ks_2samp(one, two).statistic >= distance
    return distance, (1 + larger) / (1 + rounds)


def report(nights):
    made, real = left_out(nights), [stages for _, _, stages in nights]
    result = dict(nights=len(nights), tests=[], bouts=[], architecture=[])
    for name in ["all"] + GROUPS:
        pick = [i for i, night in enumerate(nights) if name in ("all", night[0])]
        one, two = [real[i] for i in pick], [made[i] for i in pick]
        for forest in (False, True):
            area, low, high = two_sample(one, two, forest)
            result["tests"].append(dict(group=name, nights=len(pick), classifier="forest" if forest else "logistic",
                                        area=round(area, 3), low=round(low, 3), high=round(high, 3)))
        random = np.random.default_rng(SEED)
        for s in range(5):
            d, p = clustered(one, two, s, random)
            result["bouts"].append(dict(group=name, stage=NAMES[s], distance=round(float(d), 3), p=round(p, 3)))
        a, b = [architecture(s) for s in one], [architecture(s) for s in two]
        for key in a[0]:
            u, v = ([r[key] for r in x if r[key] == r[key]] for x in (a, b))  # no R, no latency of R
            result["architecture"].append(dict(
                group=name, figure=key, expert=[round(float(np.nanmean(u)), 1), round(float(np.nanstd(u)), 1)],
                virtual=[round(float(np.nanmean(v)), 1), round(float(np.nanstd(v)), 1)],
                p=round(float(ks_2samp(u, v).pvalue), 3)))
    return result
