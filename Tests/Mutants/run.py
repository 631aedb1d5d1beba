#!/usr/bin/env python3
"""Shows that the tests of the limits, the kernel, the verifier, the engine and the guard would notice a mistake.

Every comparison, every whole number, every rounding, every maximum and every "and" of those files is changed, one at
a time, and the fast tests run against it. All changes are built at once, behind an environment variable; a mutant is
killed when the tests fail or trap. One with which they do not end is counted and listed apart, so that a busy machine
is not taken for a good test. What survives and is not in equivalent.txt makes this fail.

Every verdict is kept in the scratch folder as soon as it is known. With --again what was killed there before is not
tried again: so a run that was broken off goes on, and after a new test only what survived is tried.

    Tests/Mutants/run.py [--only FILE] [--jobs N] [--list] [--again]
"""
import argparse
import collections
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import scratch
import sites as finder

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FAILED = re.compile(r"recorded an issue|Fatal error|failed after")


def all_sites():
    """The sites of every target, numbered from 1."""
    found, first = {}, 1
    for file in scratch.targets(ROOT):
        found[file] = finder.find(file, (ROOT / file).read_text())
        first = finder.number(found[file], first)
    return found


def equivalents():
    """Changes that make no difference: (file, line text, change) with the reason."""
    known = {}
    for line in (HERE / "equivalent.txt").read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        file, text, changes, reason = [part.strip() for part in line.replace(r"\|", "\0").split(" | ", 3)]
        text = text.replace("\0", "|")
        for change in changes.split(", "):
            known[(file, text, change)] = reason
    return known


def build(folder, found):
    """Builds all mutants; a site that does not compile in this form is left out. Returns what was left out."""
    # What did not compile the last time is not tried again, or everything beside it would be compiled twice.
    memory = folder / "left-out.json"
    known = set(map(tuple, json.loads(memory.read_text()))) if memory.exists() else set()
    left_out = [site for sites in found.values() for site in sites if (site.file, site.text, site.words(0)) in known]
    for site in left_out:
        found[site.file].remove(site)
    for _ in range(12):
        scratch.write(ROOT, folder, found)
        command = ["swift", "build", "-c", "release", "--build-tests", "--disable-xctest"]
        built = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if built.returncode == 0:
            memory.write_text(json.dumps([(site.file, site.text, site.words(0)) for site in left_out]))
            return left_out
        text = built.stdout + built.stderr
        bad = {
            (str(Path(file).relative_to(folder)), int(line))
            for file, line in re.findall(r"^(/[^:\n]+\.swift):(\d+):\d+: error:", text, re.MULTILINE)
        }
        gone = [site for file in found for site in found[file] if (file, site.line) in bad]
        if not gone:
            sys.exit("the mutants do not build:\n" + text[-4000:])
        for site in gone:
            found[site.file].remove(site)
        left_out += gone
    sys.exit("the mutants do not build, whatever is left out")


def run(binary, mutant, filters, timeout=600):
    """Runs some tests; returns "passed", "failed" (at the first failure) or "late", and what they said."""
    # A mutant may ask for all memory there is; the shell's limit, in KiB, ends it.
    command = ["sh", "-c", 'ulimit -v 4000000; exec "$0" "$@"', str(binary), "--testing-library", "swift-testing"]
    for each in filters:
        command += ["--filter", each]
    for each in scratch.SKIPPED:
        command += ["--skip", each]
    environment = dict(os.environ, LUMAPOD_MUTANT=str(mutant), SWIFT_BACKTRACE="enable=no")
    environment.pop("LUMAPOD_PEERS", None)
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=environment,
        cwd=binary.parent)
    late = threading.Event()
    watchdog = threading.Timer(timeout, lambda: (late.set(), process.kill()))
    watchdog.start()
    output = []
    try:
        for line in process.stdout:
            output.append(line)
            if mutant and FAILED.search(line):
                process.kill()
                return "failed", "".join(output)
    finally:
        watchdog.cancel()
        process.stdout.close()
        process.wait()
    if late.is_set():
        return "late", "".join(output)
    return "passed" if process.returncode == 0 else "failed", "".join(output)


def verdict(binary, mutant, stages, timeouts):
    """Runs the stages until one does not pass; returns "survived", "killed" or "late"."""
    for filters in stages:
        result, _ = run(binary, mutant, filters, timeouts[tuple(filters)])
        if result != "passed":
            return "killed" if result == "failed" else "late"
    return "survived"


class Memory:
    """The verdicts of earlier runs, a line each, the newest last."""

    def __init__(self, path):
        self.path, self.known = path, {}
        if path.exists():
            for line in path.read_text().splitlines():
                *key, result = json.loads(line)
                self.known[tuple(key)] = result

    def add(self, key, result):
        self.known[key] = result
        with self.path.open("a") as file:
            file.write(json.dumps([*key, result]) + "\n")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--only", default="", metavar="FILE", help="only files whose path contains this")
    arguments.add_argument("--jobs", type=int, default=1, metavar="N", help="so many at a time")
    arguments.add_argument("--list", action="store_true", help="say what would be changed, and do nothing")
    arguments.add_argument("--again", action="store_true", help="not what was killed before")
    arguments.add_argument(
        "--timeout", type=float, default=60, metavar="S",
        help="seconds after which a stage is late, if twenty times what it takes without a mutant is not more")
    arguments.add_argument("--scratch", type=Path, default=ROOT / ".build/mutants", help="where to build")
    options = arguments.parse_args()

    found = all_sites()
    known = equivalents()
    if options.list:
        for file in found:
            for site in found[file]:
                for i in range(len(site.changed)):
                    if options.only in file:
                        print(f"{site.first + i} {file}:{site.line}: {site.words(i)}    {site.text}")
        return 0

    folder = options.scratch.resolve()
    started = time.monotonic()
    left_out = build(folder, found)
    print(f"built in {time.monotonic() - started:.0f} s; left out as not compiling: {len(left_out)}")
    for site in left_out:
        print(f"  {site.file}:{site.line}: {site.words(0)}    {site.text}")
    binary = next((folder / ".build/release").resolve().glob("*PackageTests.xctest"))
    memory = Memory(folder / "verdicts.jsonl")
    wanted, unused = [], set(known)
    for file in found:
        alike = collections.Counter()
        for site in found[file]:
            for i in range(len(site.changed)):
                key = (file, site.text, site.words(i))
                alike[key] += 1
                unused.discard(key)
                # A line that stands twice in a file has verdicts of its own.
                own = (*key, alike[key])
                if options.only in file and not (options.again and memory.known.get(own) in ("killed", "late")):
                    wanted.append((site, i, key, own))

    timeouts = {}
    for stage in dict.fromkeys(tuple(stage) for site, *_ in wanted for stage in scratch.stages(site.file)):
        started = time.monotonic()
        result, output = run(binary, 0, stage)
        if result != "passed":
            sys.exit("without any mutant the tests must pass:\n" + output[-4000:])
        seconds = time.monotonic() - started
        timeouts[stage] = max(options.timeout, 20 * seconds)
        print(f"without a mutant {', '.join(stage)}: {seconds:.1f} s", flush=True)

    def try_out(each):
        site, i, *_ = each
        return verdict(binary, site.first + i, scratch.stages(site.file), timeouts)

    count = collections.Counter()
    started = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for (site, i, key, own), result in zip(wanted, pool.map(try_out, wanted)):
            memory.add(own, result)
            where = f"{site.first + i} {site.file}:{site.line}: {site.words(i)}    {site.text}"
            if result == "survived" and key in known:
                count["equivalent"] += 1
                continue
            count[result] += 1
            if key in known:
                print(f"listed as equivalent, but {result}: {where}", flush=True)
            elif result != "killed":
                print(f"{result.upper()} {where}", flush=True)
    survived = count["survived"]
    for key in sorted(unused):
        print(f"in equivalent.txt, but not in the code: {' | '.join(key)}")
    print(
        f"{sum(map(len, found.values()))} sites; {len(wanted)} mutants tried: {count['killed']} killed, "
        f"{count['late']} with which the tests do not end, {count['equivalent']} equivalent, {survived} survived; "
        f"{time.monotonic() - started:.0f} s")
    return 1 if survived or unused else 0


if __name__ == "__main__":
    sys.exit(main())
