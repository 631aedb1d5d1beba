#!/usr/bin/env python3
"""Shows that the tests of the limits, the kernel, the verifier, the engine and the guard would notice a mistake.

Every comparison, every whole number, every rounding, every maximum and every "and" of those files is changed, one at
a time, and the fast tests run against it. All changes are built at once, behind an environment variable; a mutant is
killed when the tests fail, trap or take longer than a minute. What survives and is not in equivalent.txt makes this
fail.

    Tests/Mutants/run.py [--only FILE] [--jobs N] [--list] [--again]
"""
import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
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
    left_out = []
    for _ in range(12):
        scratch.write(ROOT, folder, found)
        command = ["swift", "build", "-c", "release", "--build-tests", "--disable-xctest"]
        built = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if built.returncode == 0:
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


def run(binary, mutant, filters, timeout=60):
    """Runs some tests; returns whether they passed, stopping at the first failure."""
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
    ended = time.monotonic() + timeout
    try:
        output, _ = [], None
        os.set_blocking(process.stdout.fileno(), True)
        watchdog = concurrent.futures.ThreadPoolExecutor(1)
        timer = watchdog.submit(wait_or_kill, process, ended)
        for line in process.stdout:
            output.append(line)
            if mutant and FAILED.search(line):
                process.kill()
                break
        process.stdout.close()
        process.wait()
        timer.result()
        watchdog.shutdown()
    finally:
        if process.poll() is None:
            process.kill()
    return process.returncode == 0, "".join(output)


def wait_or_kill(process, ended):
    try:
        process.wait(max(ended - time.monotonic(), 0))
    except subprocess.TimeoutExpired:
        process.kill()


def survives(binary, mutant, stages, timeout):
    """Runs the stages until one fails; returns whether the mutant survives them all."""
    return all(run(binary, mutant, filters, timeout)[0] for filters in stages)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--only", default="", metavar="FILE", help="only files whose path contains this")
    arguments.add_argument("--jobs", type=int, default=1, metavar="N", help="so many at a time")
    arguments.add_argument("--list", action="store_true", help="say what would be changed, and do nothing")
    arguments.add_argument("--again", action="store_true", help="only those that survived the last time")
    arguments.add_argument("--timeout", type=float, default=60, metavar="S", help="seconds after which one is killed")
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
    for stage in {tuple(stage) for stages in scratch.STAGES.values() for stage in stages}:
        started = time.monotonic()
        passed, output = run(binary, 0, stage)
        if not passed:
            sys.exit("without any mutant the tests must pass:\n" + output[-4000:])
        print(f"without a mutant {', '.join(stage)}: {time.monotonic() - started:.1f} s")

    memory = folder / "survivors.json"
    before = set(map(tuple, json.loads(memory.read_text()))) if options.again and memory.exists() else None
    wanted, unused = [], set(known)
    for file in found:
        for site in found[file]:
            for i in range(len(site.changed)):
                key = (file, site.text, site.words(i))
                unused.discard(key)
                if options.only in file and (before is None or key in before):
                    wanted.append((site, i, key))

    def try_out(each):
        site, i, _ = each
        return survives(binary, site.first + i, scratch.stages(site.file), options.timeout)

    killed, survived, excused = 0, [], 0
    started = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for (site, i, key), lives in zip(wanted, pool.map(try_out, wanted)):
            if not lives:
                killed += 1
                if key in known:
                    print(f"listed as equivalent, but killed: {site.file}:{site.line}: {site.words(i)}")
            elif key in known:
                excused += 1
            else:
                survived.append((site, i, key))
                print(f"SURVIVED {site.first + i} {site.file}:{site.line}: {site.words(i)}    {site.text}", flush=True)
    memory.write_text(json.dumps([key for _, _, key in survived]))
    for key in sorted(unused):
        print(f"in equivalent.txt, but not in the code: {' | '.join(key)}")
    print(
        f"{sum(map(len, found.values()))} sites; {len(wanted)} mutants tried: {killed} killed, {excused} equivalent, "
        f"{len(survived)} survived; {time.monotonic() - started:.0f} s")
    return 1 if survived or unused else 0


if __name__ == "__main__":
    sys.exit(main())
