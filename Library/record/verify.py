#!/usr/bin/env python3
"""Checks a bundle of a public record with nothing but Python's standard library: verify.py [FOLDER]

The folder holds the files of a log as C2SP tlog-tiles lays them out (checkpoint, tile/entries/...) and a policy (C2SP
tlog-policy). Every entry is hashed (RFC 6962) up to the root that the checkpoint states; the log's signature (Ed25519,
RFC 8032) and the witnesses' (C2SP tlog-cosignature) are checked. Exit code 1 where anything is wrong.
"""
import base64
import hashlib
import json
import os
import sys
import time

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def recover(y, sign):
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT % P
    if (x * x - x2) % P or (x == 0 and sign):
        raise ValueError("no point")
    return P - x if (x & 1) != sign else x


def add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(n, point):
    result = (0, 1, 1, 0)
    while n:
        if n & 1:
            result = add(result, point)
        point, n = add(point, point), n >> 1
    return result


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        raise ValueError("no point")
    x = recover(y, sign)
    return (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def packed(p):
    z = pow(p[2], P - 2, P)
    return ((p[1] * z % P) | ((p[0] * z % P & 1) << 255)).to_bytes(32, "little")


def is_signed(key, message, signature):
    try:
        s = int.from_bytes(signature[32:], "little")
        if len(signature) != 64 or s >= Q:
            return False
        k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % Q
        a = point(key)
        negative = (P - a[0], a[1], a[2], P - a[3])
        return packed(add(times(s, BASE), times(k, negative))) == signature[:32]
    except ValueError:
        return False


def key_of(text):
    # A name holds no plus; the key after it may.
    name, number, coded = text.split("+", 2)
    data = base64.b64decode(coded, validate=True)
    if hashlib.sha256(name.encode() + b"\n" + data).digest()[:4].hex() != number.lower():
        raise ValueError("the key %s is not what its number says" % text)
    return name, bytes.fromhex(number), data[0], data[1:]


def policy_of(path):
    log, witnesses, groups, quorum = None, {}, {}, None
    for line in open(path, encoding="utf-8"):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0] == "log":
            log = key_of(words[1])
        elif words[0] == "witness":
            witnesses[words[1]] = key_of(words[2])
        elif words[0] == "group":
            n = {"any": 1, "all": len(words) - 3}.get(words[2]) or int(words[2])
            groups[words[1]] = (n, words[3:])
        elif words[0] == "quorum":
            quorum = words[1]
    return log, witnesses, groups, quorum


def holds(name, groups, seen):
    if name == "none":
        return True
    if name in groups:
        needed, members = groups[name]
        return sum(holds(m, groups, seen) for m in members) >= needed
    return name in seen


def tile_path(index):
    path = "%03d" % (index % 1000)
    while index >= 1000:
        index //= 1000
        path = "x%03d/" % (index % 1000) + path
    return path


def entries(folder, size):
    for tile in range((size + 255) // 256):
        width = min(256, size - 256 * tile)
        path = os.path.join(folder, "tile", "entries", tile_path(tile))
        if width < 256 and not os.path.exists(path):
            path += ".p/%d" % width
        data, at = open(path, "rb").read(), 0
        for _ in range(width):
            length = int.from_bytes(data[at : at + 2], "big")
            if at + 2 + length > len(data):
                raise ValueError("%s is cut short" % path)
            yield data[at + 2 : at + 2 + length]
            at += 2 + length


def root_of(leaves):
    peaks, count = [], 0
    for entry in leaves:
        node, bits = hashlib.sha256(b"\0" + entry).digest(), count
        while bits & 1:
            node, bits = hashlib.sha256(b"\1" + peaks.pop() + node).digest(), bits >> 1
        peaks.append(node)
        count += 1
    if not peaks:
        return hashlib.sha256(b"").digest()
    node = peaks.pop()
    while peaks:
        node = hashlib.sha256(b"\1" + peaks.pop() + node).digest()
    return node


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    note = open(os.path.join(folder, "checkpoint"), "rb").read()
    cut = note.rindex(b"\n\n") + 1
    text, signatures = note[:cut], note[cut + 1 :].decode().splitlines()
    origin, size, root = text.decode().splitlines()[:3]
    log, witnesses, groups, quorum = policy_of(os.path.join(folder, "policy"))
    log_signed, seen = False, {}
    for line in signatures:
        name, coded = line[2:].rsplit(" ", 1)
        data = base64.b64decode(coded)
        number, signature = data[:4], data[4:]
        if (name, number) == log[:2]:
            log_signed = log[0] == origin and is_signed(log[3], text, signature)
        for label, key in witnesses.items():
            if (name, number) == key[:2]:
                when = int.from_bytes(signature[:8], "big")
                message = b"cosignature/v1\ntime %d\n" % when + text
                if is_signed(key[3], message, signature[8:]):
                    seen[label] = when
    faults = []
    if not log_signed:
        faults.append("the log itself has not signed this checkpoint")
    if not holds(quorum, groups, seen):
        faults.append("too few witnesses have signed: %d of %d" % (len(seen), len(witnesses)))
    lines = list(entries(folder, int(size)))
    if base64.b64encode(root_of(lines)).decode() != root:
        faults.append("the entries do not add up to the root that was signed: something was changed or taken away")
    kinds = {}
    for i, entry in enumerate(lines):
        value = json.loads(entry)
        kinds[value["kind"]] = kinds.get(value["kind"], 0) + 1
        if value["kind"] in ("halt", "lift"):
            print("%s at entry %d, %s: %s" % (value["kind"], i, value["at"], value["reason"]))
    print(", ".join("%d %s" % (n, kind) for kind, n in sorted(kinds.items())))
    for label, when in seen.items():
        print("witness %s, %s" % (witnesses[label][0], time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(when))))
    if faults:
        print("NOT in order: " + "; ".join(faults))
        sys.exit(1)
    print("%s, %s entries: every entry is what was signed." % (origin, size))


if __name__ == "__main__":
    main()
