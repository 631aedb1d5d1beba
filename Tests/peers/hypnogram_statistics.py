"""What YASA says about hypnograms: hypnogram_statistics.py HYPNOGRAMS [FOLDER]

HYPNOGRAMS holds one a line, a letter for each epoch: W 1 2 3 R ?. FOLDER may hold the shared boas, dodh and dodo tables.
Prints a line of JSON for each: the letters, YASA's statistics (null where it has none), and its transition counts.
Ends with status 3 where there is no YASA.
"""

import gzip
import json
import os
import sys

try:
    import yasa
except ImportError:
    sys.exit(3)

NAMES = {"W": "WAKE", "1": "N1", "2": "N2", "3": "N3", "R": "REM", "?": "UNS"}
LETTERS = {"W": "W", "N1": "1", "N2": "2", "N3": "3", "R": "R", "REM": "R"}


def recorded(folder):
    for name in ("boas", "dodh", "dodo"):
        path = os.path.join(folder, name + ".csv.gz")
        if not os.path.exists(path):
            continue
        lines = gzip.open(path, "rt").read().splitlines()
        columns = len(lines[0].split(",")) - 2
        nights = {}
        for line in lines[1:]:
            fields = line.split(",")
            night = nights.setdefault(fields[0], [[] for _ in range(columns)])
            for column, stage in zip(night, fields[2:]):
                column.append(LETTERS.get(stage, "?") if name == "boas" else {"-1": "?"}.get(stage, "W123R"[int(stage)]))
        for night in nights.values():
            yield from ("".join(column) for column in night)


def main():
    hypnograms = open(sys.argv[1]).read().split()
    if len(sys.argv) > 2:
        hypnograms += list(recorded(sys.argv[2]))
    for letters in hypnograms:
        hypnogram = yasa.Hypnogram([NAMES[c] for c in letters], n_stages=5, freq="30s")
        statistics = {k: None if v != v else float(v) for k, v in hypnogram.sleep_statistics().items()}
        counts, _ = hypnogram.transition_matrix()
        transitions = {f"{a}>{b}": int(counts.loc[a, b]) for a in counts.index for b in counts.columns}
        print(json.dumps({"stages": letters, "statistics": statistics, "transitions": transitions}))


main()
