"""Finds the places of a Swift file where one small thing can be changed, and writes the file so that an environment
variable decides which of them is.

It reads text, not syntax: comments and strings are left alone, and the house's formatting (operators between spaces)
is relied on. A place that does not compile when written this way is left out by the runner, and counted."""
import re

# What a comparison becomes: the boundary moves by one, or equality turns.
COMPARISONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
LOGIC = {"&&": "||", "||": "&&"}
EXTREMES = {"max": "min", "min": "max"}
ROUNDINGS = {".up": ".down", ".down": ".up"}

TOKEN = re.compile(
    r"""(?P<skip>//[^\n]*|/\*.*?\*/|\#?\"\"\".*?\"\"\"\#?|\#"(?:[^\n])*?"\#|"(?:\\.|[^"\\\n])*")
      | (?<=\s)(?P<comparison><=|>=|==|!=|<|>)(?=\s)
      | (?<=\s)(?P<logic>&&|\|\|)(?=\s)
      | (?<![\w.])(?P<extreme>max|min)(?=\()
      | (?<=[\w\])}])\.(?P<highest>max|min)(?=\(\))
      | (?<=\.rounded\()(?P<rounding>\.up|\.down)(?=\))
      | (?<![\w$])(?<!(?<!\.\.)\.)(?<!\de-)(?P<number>\d[\d_]*)(?![\w]|\.\d|\s+of\s)
    """,
    re.VERBOSE | re.DOTALL,
)

# Declarations in which a number is a name's value, an index in a type or an operator's own name.
DECLARATION = re.compile(r"^\s*(?:(?:public|package|internal|private|static|fileprivate)\s+)*(?:func\s+[<>=!]|extension\b.*where)")
CASE = re.compile(r"^\s*case\s[^\n]*?:(?=\s|$)")
RAW_CASE = re.compile(r"^\s*case\s+\w+\s*=")


class Site:
    """One place, with one or two ways to change it."""

    def __init__(self, file, line, text, original, changed, start, end, kind):
        self.file, self.line, self.text = file, line, text
        self.original, self.changed = original, changed
        self.start, self.end, self.kind = start, end, kind
        self.ordinal = 1
        self.first = 0

    def words(self, i):
        ordinal = f" #{self.ordinal}" if self.ordinal > 1 else ""
        return f"{self.original} -> {self.changed[i]}{ordinal}"


def find(file, source):
    """All sites of a file, in order."""
    sites = []
    seen = {}
    lines = source.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    number = 0
    for match in TOKEN.finditer(source):
        kind = match.lastgroup
        if kind == "skip":
            continue
        start, end = match.span(kind)
        while starts[number + 1] <= start:
            number += 1
        line = lines[number]
        if DECLARATION.match(line) or is_pattern(line, start - starts[number]):
            continue
        original = match.group(kind)
        site = Site(file, number + 1, line.strip(), original, changes(kind, original), start, end, kind)
        key = (number, original)
        seen[key] = seen.get(key, 0) + 1
        site.ordinal = seen[key]
        sites.append(site)
    return sites


def is_pattern(line, column):
    """Whether a place is in the pattern of a case, where nothing can be computed."""
    if RAW_CASE.match(line):
        return True
    case = CASE.match(line)
    return bool(case) and column < case.end()


def changes(kind, original):
    if kind == "number":
        value = int(original.replace("_", ""))
        return [str(value + 1), str(value - 1)]
    table = {
        "comparison": COMPARISONS, "logic": LOGIC, "extreme": EXTREMES, "highest": EXTREMES, "rounding": ROUNDINGS,
    }[kind]
    return [table[original]]


def number(sites, first):
    """Gives every change a number of its own, from `first` on."""
    for site in sites:
        site.first = first
        first += len(site.changed)
    return first


def operator_name(site):
    """An operator of its own: the old one, and the site's number in braille, which are operator characters."""
    digits = []
    rest = site.first
    while rest:
        digits.append(chr(0x2800 + rest % 255 + 1))
        rest //= 255
    return site.original + "".join(digits)


def instrument(source, sites):
    """The file with every site asking which mutant is wanted."""
    parts, position = [], 0
    for site in sites:
        parts.append(source[position:site.start])
        if site.kind in ("comparison", "logic"):
            parts.append(operator_name(site))
        elif site.kind in ("extreme", "highest"):
            parts.append(f"{site.original}OrMutant")
        elif site.kind == "rounding":
            parts.append(f"mutantRounding({site.original}, {site.first})")
        else:
            parts.append(f"mutantNumber({site.original}, {site.first})")
        position = site.end
        if site.kind in ("extreme", "highest"):
            # Inside the brackets that follow, the number comes first.
            closes = source[position + 1] == ")"
            parts.append(f"({site.first}" + ("" if closes else ", "))
            position += 1
    parts.append(source[position:])
    return "".join(parts)


def helpers(sites):
    """The file that declares what the instrumented files of a room use."""
    lines = [
        "internal import CMutant",
        "@inline(__always) func mutantNumber<T: Numeric>(_ n: T, _ id: Int32) -> T {",
        "  let now = luma_mutant()",
        "  return now == id ? n + 1 : now == id + 1 ? n - 1 : n",
        "}",
        "@inline(__always) func mutantNumber(_ n: Int, _ id: Int32) -> Int {",
        "  let now = luma_mutant()",
        "  return now == id ? n + 1 : now == id + 1 ? n - 1 : n",
        "}",
        "@inline(__always) func mutantRounding(",
        "  _ rule: FloatingPointRoundingRule, _ id: Int32",
        ") -> FloatingPointRoundingRule { luma_mutant() == id ? (rule == .up ? .down : .up) : rule }",
        "extension Sequence where Element: Comparable {",
        "  func maxOrMutant(_ id: Int32) -> Element? { luma_mutant() == id ? self.min() : self.max() }",
        "  func minOrMutant(_ id: Int32) -> Element? { luma_mutant() == id ? self.max() : self.min() }",
        "}",
    ]
    for name, other in EXTREMES.items():
        lines += [
            f"@inline(__always) func {name}OrMutant<T: Comparable>(_ id: Int32, _ a: T, _ b: T) -> T {{",
            f"  luma_mutant() == id ? Swift.{other}(a, b) : Swift.{name}(a, b)",
            "}",
            f"@inline(__always) func {name}OrMutant<T: Comparable>(_ id: Int32, _ a: T, _ b: T, _ c: T) -> T {{",
            f"  luma_mutant() == id ? Swift.{other}(a, b, c) : Swift.{name}(a, b, c)",
            "}",
        ]
    for site in sites:
        name = operator_name(site)
        if site.kind == "comparison":
            bound = "Equatable" if site.original in ("==", "!=") else "Comparable"
            lines += [
                f"infix operator {name}: ComparisonPrecedence",
                f"@inline(__always) func {name} <T: {bound}>(a: T, b: T) -> Bool {{",
                f"  luma_mutant() == {site.first} ? a {site.changed[0]} b : a {site.original} b",
                "}",
            ]
            if bound == "Equatable":
                lines += [
                    f"@inline(__always) func {name} <T>(a: T?, b: _OptionalNilComparisonType) -> Bool {{",
                    f"  luma_mutant() == {site.first} ? a {site.changed[0]} b : a {site.original} b",
                    "}",
                ]
        elif site.kind == "logic":
            precedence = "LogicalConjunctionPrecedence" if site.original == "&&" else "LogicalDisjunctionPrecedence"
            lines += [
                f"infix operator {name}: {precedence}",
                f"@inline(__always) func {name} (a: Bool, b: @autoclosure () throws -> Bool) rethrows -> Bool {{",
                f"  luma_mutant() == {site.first} ? try (a {site.changed[0]} b()) : try (a {site.original} b())",
                "}",
            ]
    return "\n".join(lines) + "\n"
