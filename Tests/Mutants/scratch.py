"""Writes the package in which the mutants are built: the rooms they are in, and the tests that must notice them."""
import shutil
from pathlib import Path

import sites as finder

# What is changed.
TARGETS = {
    "SleepCore": ["SafetyLimits", "DecibelScale", "Quantities"],
    "ProgramKernel": None,
    "Programs": ["ProgramEngine", "SeriesCounter", "ProofSearch", "LowestLine", "NightTrace"],
    "Guard": None,
}
# Words for people and plain data, in which nothing is decided.
NOT_CHANGED = {
    "Sources/ProgramKernel/FactWords.swift",
    "Sources/ProgramKernel/Fact.swift",
    "Sources/Guard/GuardMessage.swift",
}
# The language and its YAML are left behind.
PROGRAMS = [
    "ProgramEngine", "SeriesCounter", "ProofSearch", "LowestLine", "NightTrace", "ProgramVerifier", "NightMeter",
    "NightSimulation", "HostileSenses", "ProgramWords",
]
TESTS = {
    "ProgramsTests": [
        "BuiltPrograms", "LimitCases", "MoreLimitCases", "LimitTests", "WindowLimitTests", "CertificateTests",
        "ProgramShapeTests", "ShapeChanges", "StimulusShapeChanges", "SeriesShapeChanges", "RunningEngine",
        "ProgramEngineTests", "StimulusTests", "FactTests", "OtherTableTests", "WindowGridTests",
        "NightTraceTests", "NightTraceWordsTests", "ProofSearchTests", "GeneratedPrograms", "ProofCampaignTests",
        "BoundedNightTests",
    ],
    "SleepCoreTests": None,
    "GuardTests": None,
}
# Tests that only run another program to compare with, or need the machine.
SKIPPED = ["agreesWithZ3", "DecibelScaleTests/exact", "JSONTextTests"]

# The quick ones first; whatever they miss, the campaigns may find.
PROGRAM_STAGES = [
    ["SleepCoreTests"],
    ["ProgramShapeTests", "ProgramEngineTests", "StimulusTests", "BoundedNightTests", "FactTests", "OtherTableTests",
     "WindowGridTests", "NightTraceTests", "NightTraceWordsTests", "ProofSearchTests"],
    ["CertificateTests"],
    ["LimitTests"],
    ["ProofCampaignTests"],
]
GUARD_STAGES = [
    [r"GuardTests\.Guard", r"GuardTests\.Spending"], ["OutputGuardTests"], ["HostileRuntimeTests"],
]
LIMITER_STAGES = [["LimiterGainTests"], ["SampleLimiterTests"]]


def stages(file):
    """The tests for a mutant of a file."""
    if file == "Sources/Guard/SampleLimiter.swift":
        return LIMITER_STAGES
    if file.startswith("Sources/Guard/"):
        return GUARD_STAGES
    return PROGRAM_STAGES + (GUARD_STAGES if file.startswith("Sources/SleepCore/") else [])


def targets(root):
    """The files with mutants, as paths from the root."""
    files = []
    for room, names in TARGETS.items():
        for path in sorted((root / "Sources" / room).glob("*.swift")):
            file = str(path.relative_to(root))
            if (names is None or path.stem in names) and file not in NOT_CHANGED:
                files.append(file)
    return files


def write(root, folder, found):
    """Writes the package; files that are as they were keep their times, so that little is built again."""
    wanted = {"Package.swift": PACKAGE, **C_FILES}
    for room in ("SleepCore", "ProgramKernel", "Programs", "Soundscapes", "Guard", "CSndFile"):
        for path in sorted((root / "Sources" / room).iterdir()):
            if room == "Programs" and path.stem not in PROGRAMS:
                continue
            wanted[str(path.relative_to(root))] = path.read_text()
        here = [site for file in found for site in found[file] if Path(file).parts[1] == room]
        if room in TARGETS:
            wanted[f"Sources/{room}/MutantHelpers.swift"] = finder.helpers(here)
    for file, sites in found.items():
        wanted[file] = finder.instrument((root / file).read_text(), sites)
    for room, names in {**TESTS, "TestKit": None, "CAllocationCounter": None}.items():
        for path in sorted((root / "Tests" / room).rglob("*")):
            file = str(path.relative_to(root))
            if not path.is_file() or (names is not None and path.stem not in names) or file in wanted:
                continue
            text = path.read_text()
            # What needs the machine or the language is tested elsewhere.
            if "import Devices" not in text and "SleepProgram(" not in text:
                wanted[file] = text
    for old in [*folder.glob("Sources/**/*"), *folder.glob("Tests/**/*")]:
        if old.is_file() and str(old.relative_to(folder)) not in wanted:
            old.unlink()
    for file, text in wanted.items():
        path = folder / file
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


C_FILES = {
    "Sources/CMutant/include/mutant.h": """#pragma once
extern int luma_mutant_now;
/// The number of the wanted mutant; 0 for none.
static inline int luma_mutant(void) { return luma_mutant_now; }
""",
    "Sources/CMutant/mutant.c": """#include <stdlib.h>
#include "mutant.h"
int luma_mutant_now = 0;
__attribute__((constructor)) static void luma_mutant_read(void) {
  const char *number = getenv("LUMAPOD_MUTANT");
  if (number) luma_mutant_now = atoi(number);
}
""",
}

PACKAGE = """// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
]
let package = Package(
  name: "mutants",
  targets: [
    .target(name: "CMutant"),
    .systemLibrary(name: "CSndFile", pkgConfig: "sndfile"),
    .target(name: "SleepCore", dependencies: ["CMutant"], swiftSettings: settings),
    .target(name: "ProgramKernel", dependencies: ["SleepCore", "CMutant"], swiftSettings: settings),
    .target(name: "Programs", dependencies: ["SleepCore", "ProgramKernel", "CMutant"], swiftSettings: settings),
    .target(name: "Soundscapes", dependencies: ["SleepCore", "CSndFile"], swiftSettings: settings),
    .target(name: "Guard", dependencies: ["SleepCore", "Soundscapes", "CMutant"], swiftSettings: settings),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .target(
      name: "TestKit", dependencies: ["SleepCore", "CAllocationCounter"], path: "Tests/TestKit",
      swiftSettings: settings),
    .testTarget(name: "SleepCoreTests", dependencies: ["SleepCore", "TestKit"], swiftSettings: settings),
    .testTarget(
      name: "ProgramsTests", dependencies: ["SleepCore", "ProgramKernel", "Programs", "TestKit"],
      swiftSettings: settings),
    .testTarget(
      name: "GuardTests", dependencies: ["SleepCore", "Soundscapes", "Guard", "TestKit"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
"""
