// swift-tools-version: 6.3
import PackageDescription

// The parsers that read what strangers wrote, under libFuzzer; `./run.sh` builds and runs them.
//
// This package is apart from the product so that nobody who builds it needs a fuzzer. `Sources` holds links to the
// rooms under test. To add a target: a file `NAME.swift` beside this one with `LLVMFuzzerTestOneInput`, its name in
// `fuzzers` below, and, where it is of use, `Dictionaries/NAME.dict`.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"), .strictMemorySafety(),
]

let fuzzers: [String: [Target.Dependency]] = [
  "edf": ["SleepCore", "Signals"],
  "program": ["SleepCore", "ProgramKernel", "Programs"],
  "guard": ["SleepCore", "Guard"],
  "wearable": ["SleepCore", "Staging"],
  "record": ["SleepCore", "PublicRecord"],
  "events": ["SleepCore", "Guard", "Programs", "Night"],
]

let package = Package(
  // The product's name, so that `package` declarations can be reached.
  name: "lumapod",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .target(name: "SleepCore", swiftSettings: strict),
    .target(name: "CKissFFT"),
    .target(name: "Signals", dependencies: ["SleepCore", "CKissFFT"], swiftSettings: strict),
    .target(name: "ProgramKernel", dependencies: ["SleepCore"], swiftSettings: strict),
    .target(
      name: "PublicRecord", dependencies: ["SleepCore", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
    .target(
      name: "Programs",
      dependencies: ["SleepCore", "ProgramKernel", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .target(name: "Staging", dependencies: ["SleepCore", "Signals"], swiftSettings: strict),
    .target(name: "ClosedLoop", dependencies: ["SleepCore", "Signals"], swiftSettings: strict),
    .systemLibrary(name: "CSndFile", pkgConfig: "sndfile"),
    .target(name: "Soundscapes", dependencies: ["SleepCore", "CSndFile"], swiftSettings: strict),
    .target(name: "Guard", dependencies: ["SleepCore", "Soundscapes"], swiftSettings: strict),
    .target(
      name: "Night",
      dependencies: [
        "SleepCore", "Signals", "ProgramKernel", "Programs", "Staging", "ClosedLoop", "Guard", "PublicRecord",
      ], swiftSettings: strict),
  ]
    + fuzzers.sorted(by: { $0.key < $1.key }).map { name, rooms in
      // libFuzzer brings `main`.
      .executableTarget(
        name: "fuzz-\(name)", dependencies: rooms, path: ".",
        exclude: ["Sources", "Dictionaries", "run.sh"], sources: ["\(name).swift"],
        swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])])
    },
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
