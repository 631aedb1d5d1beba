"""Asks z3 for the fullest window of small programs, from a description of the engine of its own.

Reads lines of JSON: the scenes of a program, a window and the bound that was proved for it. For each it asks whether
any sequence of senses fills a window with more than the bound (there must be none) and with the bound itself (there
must be one). Prints a line of JSON for each case.
"""
import json
import sys
from decimal import Decimal, getcontext

import z3

getcontext().prec = 50
STAGES = ["W", "N1", "N2", "N3", "R"]


def energy(milli_db):
    """The exposure of one second in 1e-12 Pa2s: 400 * 10^(L/10), rounded up; 0 for silence."""
    if milli_db <= -120000:
        return 0
    exact = Decimal(400) * Decimal(10) ** (Decimal(max(milli_db, 0)) / Decimal(10000))
    return int(exact.to_integral_value(rounding="ROUND_CEILING"))


def fade(start, target, over, second):
    if second >= over or start == target:
        return target
    low, high = max(start, 0), max(target, 0)
    step = (high - low) * second
    quotient = abs(step) // over
    return low + (quotient if step >= 0 else -quotient)


def entering(before, scene):
    """The exposure of each second of a scene's entering from the held levels of the scene before."""
    amounts, last = [], [before.get(k, -120000) for k in range(5)]
    for second in range(1, scene["entering"] + 1):
        now = []
        for kind in range(5):
            plan = scene["beds"].get(str(kind))
            target, over = plan if plan else (-120000, scene["letGo"])
            now.append(fade(before.get(kind, -120000), target, over, second))
        amounts.append(sum(energy(max(a, b)) for a, b in zip(last, now)))
        last = now
    return amounts


def held(scene):
    return {int(k): level for k, (level, _) in scene["beds"].items()}


def holds(sign, senses):
    kind = sign["kind"]
    if kind == "stage":
        return z3.Or([senses["stage"] == STAGES.index(s) + 1 for s in sign["stages"]])
    if kind == "presence":
        return senses["presence"] == (2 if sign["value"] else 1)
    if kind == "dark":
        return senses["dark"] == (2 if sign["value"] else 1)
    if kind in ("arousal", "nightmare"):
        return senses[kind] == 1
    if kind == "wish":
        return senses["wish"] == sign["value"]
    return senses["wakeIn"] <= sign["value"]


def unroll(case):
    """A solver with the engine's seconds, and what comes out in each."""
    scenes, horizon, solver = case["scenes"], case["horizon"], z3.Solver()
    scene, age, origin = z3.Int("s0"), z3.Int("a0"), z3.Int("o0")
    pulses, since = z3.Int("p0"), z3.Int("q0")
    solver.add(scene == 0, age == 0, origin == -1, pulses == 0, since == 999)
    ways = max(len(s["ways"]) for s in scenes)
    counters = [z3.IntVal(0)] * ways
    out = []
    for t in range(horizon):
        amount = z3.IntVal(0)
        fired = z3.Bool(f"pulse{t}")
        for i, here in enumerate(scenes):
            beds = sum(energy(level) for level in held(here).values())
            values = z3.IntVal(beds)
            for before in [-1] + [j for j, s in enumerate(scenes) if i in s["next"]]:
                profile = entering(held(scenes[before]) if before >= 0 else {}, here)
                for k, value in enumerate(profile):
                    values = z3.If(z3.And(origin == before, age == k), z3.IntVal(value), values)
            plan = here.get("pulses")
            may = z3.BoolVal(False)
            if plan:
                may = z3.And(age >= here["entering"], pulses < plan["most"], since >= plan["apart"])
                if plan.get("train"):
                    over = z3.And(pulses > 0, pulses % plan["train"] == 0)
                    may = z3.And(may, z3.Or(z3.Not(over), since >= plan["pause"]))
                values = values + z3.If(fired, z3.IntVal(plan["each"]), z3.IntVal(0))
            solver.add(z3.Implies(scene == i, z3.Implies(fired, may)))
            amount = z3.If(scene == i, values, amount)
        out.append(amount)
        # The senses of this second, and what they lead to at its end.
        senses = {name: z3.Int(f"{name}{t}") for name in ["stage", "presence", "dark", "arousal", "nightmare", "wish", "wakeIn"]}
        solver.add(senses["stage"] >= 0, senses["stage"] <= 5, senses["presence"] >= 0, senses["presence"] <= 2)
        solver.add(senses["dark"] >= 0, senses["dark"] <= 2, senses["wakeIn"] >= 0, senses["wakeIn"] <= 100000)
        pulses = pulses + z3.If(fired, 1, 0)
        since = z3.If(fired, z3.IntVal(1), since + 1)
        next_scene, new_age = scene, age + 1
        for i, here in enumerate(scenes):
            if here["longest"] is None:
                continue
            target = z3.If(age + 1 >= here["longest"], z3.IntVal(here["then"]), z3.IntVal(i))
            for w in reversed(range(len(here["ways"]))):
                way = here["ways"][w]
                count = z3.If(holds(way["sign"], senses), counters[w] + 1, z3.IntVal(0))
                takes = z3.And(count >= way["held"], age + 1 >= here["entering"])
                target = z3.If(takes, z3.IntVal(way["to"]), target)
            next_scene = z3.If(scene == i, target, next_scene)
        s, a, o = z3.Int(f"s{t + 1}"), z3.Int(f"a{t + 1}"), z3.Int(f"o{t + 1}")
        p, q = z3.Int(f"p{t + 1}"), z3.Int(f"q{t + 1}")
        moved = next_scene != scene
        solver.add(s == next_scene, a == z3.If(moved, z3.IntVal(0), new_age), o == z3.If(moved, scene, origin))
        solver.add(p == z3.If(moved, z3.IntVal(0), pulses), q == z3.If(moved, z3.IntVal(999), since))
        fresh = []
        for w in range(ways):
            counter = z3.Int(f"c{w}_{t + 1}")
            count = z3.IntVal(0)
            for i, here in enumerate(scenes):
                if w < len(here["ways"]):
                    sign = holds(here["ways"][w]["sign"], senses)
                    count = z3.If(z3.And(scene == i, sign), counters[w] + 1, count)
            solver.add(counter == z3.If(moved, z3.IntVal(0), count))
            fresh.append(counter)
        scene, age, origin, pulses, since, counters = s, a, o, p, q, fresh
    return solver, out


def check(case):
    solver, out = unroll(case)
    window, bound = case["window"], case["bound"]
    sums = [z3.Sum(out[i:i + window]) for i in range(max(len(out) - window + 1, 1))]
    answers = []
    for question in [z3.Or([s > bound for s in sums]), z3.Or([s >= bound for s in sums])]:
        solver.push()
        solver.add(question)
        answers.append(str(solver.check()))
        solver.pop()
    return {"seed": case["seed"], "more": answers[0], "reached": answers[1]}


for line in sys.stdin if len(sys.argv) < 2 else open(sys.argv[1]):
    print(json.dumps(check(json.loads(line))), flush=True)
