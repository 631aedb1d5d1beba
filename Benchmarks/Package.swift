// swift-tools-version: 6.3
import PackageDescription

// Measurements, apart from the product so that nobody who builds it fetches what only measures.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let rooms: [Target.Dependency] = [
  "SleepCore", "Signals", "ProgramKernel", "PublicRecord", "Programs", "Staging", "ClosedLoop",
  "VirtualSleeper", "Night", "RecordKeeper",
].map { .product(name: $0, package: "lumapod") }

let package = Package(
  name: "lumapod-benchmarks",
  platforms: [.macOS(.v26)],
  products: [.executable(name: "bench", targets: ["bench"])],
  dependencies: [.package(name: "lumapod", path: "..")],
  targets: [
    // A link to the tests' own: it replaces the allocator's entry points in the executable that it is part of.
    .target(name: "CAllocationCounter"),
    .executableTarget(name: "bench", dependencies: rooms + ["CAllocationCounter"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
