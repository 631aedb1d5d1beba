// swift-tools-version: 6.3
import PackageDescription

/// Applied to every Swift target of the package, in one place.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let yaml: Target.Dependency = .product(name: "Yams", package: "Yams")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let database: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let server: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")

// The rooms of the house, floor by floor: each may use only what stands above it (ARCHITECTURE.md).
let package = Package(
  name: "lumapod",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "luma", targets: ["luma"]),
    // The rooms on their own, for measurements and fuzzers that live outside the product.
    .library(name: "SleepCore", targets: ["SleepCore"]),
    .library(name: "Signals", targets: ["Signals"]),
    .library(name: "ProgramKernel", targets: ["ProgramKernel"]),
    .library(name: "Soundscapes", targets: ["Soundscapes"]),
    .library(name: "PublicRecord", targets: ["PublicRecord"]),
    .library(name: "Programs", targets: ["Programs"]),
    .library(name: "Staging", targets: ["Staging"]),
    .library(name: "ClosedLoop", targets: ["ClosedLoop"]),
    .library(name: "VirtualSleeper", targets: ["VirtualSleeper"]),
    .library(name: "Guard", targets: ["Guard"]),
    .library(name: "Night", targets: ["Night"]),
    .library(name: "RecordKeeper", targets: ["RecordKeeper"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // Floor 1: the words everything speaks.
    .target(name: "SleepCore"),
    // Floor 2
    .target(name: "Signals", dependencies: ["SleepCore", "CKissFFT"]),
    .target(name: "ProgramKernel", dependencies: ["SleepCore"]),
    .target(name: "Soundscapes", dependencies: ["SleepCore", "CSndFile"]),
    .target(name: "PublicRecord", dependencies: ["SleepCore", crypto]),
    .target(name: "Evidence", dependencies: ["SleepCore"]),
    // Floor 3
    .target(name: "Programs", dependencies: ["SleepCore", "ProgramKernel", yaml]),
    .target(name: "Staging", dependencies: ["SleepCore", "Signals"]),
    .target(name: "ClosedLoop", dependencies: ["SleepCore", "Signals"]),
    .target(name: "VirtualSleeper", dependencies: ["SleepCore", "Signals"]),
    .target(name: "Guard", dependencies: ["SleepCore", "Soundscapes"]),
    .target(name: "Incidents", dependencies: ["SleepCore", "PublicRecord"]),
    .target(name: "Consent", dependencies: ["SleepCore", "ProgramKernel", "PublicRecord"]),
    .target(
      name: "SignIn",
      dependencies: ["SleepCore", "PublicRecord", "Consent", "CSodium", crypto, cryptoExtras]),
    // Floor 4
    .target(name: "Surveillance", dependencies: ["SleepCore", "PublicRecord", "Evidence", "Incidents"]),
    .target(
      name: "Night",
      dependencies: [
        "SleepCore", "Signals", "ProgramKernel", "Programs", "Staging", "ClosedLoop", "Guard", "PublicRecord",
      ]),
    // Floor 5
    .target(name: "Report", dependencies: ["SleepCore", "Signals", "Evidence", "Night", "CCairo"]),
    .target(
      name: "Devices",
      dependencies: [
        "SleepCore", "Soundscapes", "Guard", "CSndFile",
        .target(name: "CAlsa", condition: .when(platforms: [.linux])),
      ]),
    .target(
      name: "Workbench",
      dependencies: [
        "SleepCore", "Signals", "ProgramKernel", "Programs", "PublicRecord", "ClosedLoop", "Guard", "Night",
        "VirtualSleeper",
      ]),
    .target(name: "RecordKeeper", dependencies: ["SleepCore", "PublicRecord"]),
    .target(
      name: "Fleet", dependencies: ["SleepCore", "PublicRecord", "Incidents", "Surveillance", "RecordKeeper"]),
    .target(
      name: "Household",
      dependencies: [
        "SleepCore", "Signals", "PublicRecord", "Staging", "Consent", "SignIn", crypto, database,
      ]),
    // Floor 6
    .target(
      name: "Bedroom",
      dependencies: [
        "SleepCore", "Signals", "ProgramKernel", "Soundscapes", "PublicRecord", "Programs", "Staging",
        "ClosedLoop", "VirtualSleeper", "Guard", "Consent", "Night", "Report", "Devices", "Household",
        "RecordKeeper",
        "Fleet",
      ]),
    // Floor 7
    .target(
      name: "Web",
      dependencies: [
        "SleepCore", "Signals", "ProgramKernel", "PublicRecord", "Evidence", "RecordKeeper", "Programs",
        "VirtualSleeper",
        "Incidents", "Consent", "SignIn", "Surveillance", "Night", "Report", "Household", "Bedroom",
        "Workbench",
        server,
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    // Floor 8
    .executableTarget(
      name: "luma",
      dependencies: [
        "SleepCore", "Signals", "ProgramKernel", "Soundscapes", "PublicRecord", "Programs", "Staging",
        "ClosedLoop", "VirtualSleeper", "Guard", "Night", "Report", "Devices", "Evidence", "Incidents",
        "Surveillance", "RecordKeeper", "Fleet", "Consent", "SignIn", "Household", "Bedroom", "Workbench",
        "Web",
        arguments,
      ]),
    // Outside libraries, each behind a wall of its own.
    .target(name: "CKissFFT"),
    .systemLibrary(
      name: "CSndFile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"]), .brew(["libsndfile"])]),
    .systemLibrary(
      name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"]), .brew(["cairo"])]),
    .systemLibrary(
      name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]),
    .systemLibrary(name: "CAlsa", pkgConfig: "alsa", providers: [.apt(["libasound2-dev"])]),
    // Test support: what several test targets share.
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .target(name: "TestKit", dependencies: ["SleepCore", "CAllocationCounter"], path: "Tests/TestKit"),
    .testTarget(name: "SleepCoreTests", dependencies: ["SleepCore", "TestKit"]),
    .testTarget(name: "SignalsTests", dependencies: ["SleepCore", "Signals", "TestKit"]),
    .testTarget(name: "PublicRecordTests", dependencies: ["SleepCore", "PublicRecord", "TestKit"]),
    .testTarget(
      name: "RecordKeeperTests", dependencies: ["SleepCore", "PublicRecord", "RecordKeeper", "TestKit"]),
    .testTarget(name: "EvidenceTests", dependencies: ["SleepCore", "Evidence", "TestKit"]),
    .testTarget(name: "SoundscapesTests", dependencies: ["SleepCore", "Soundscapes", "TestKit"]),
    .testTarget(
      name: "ProgramsTests",
      dependencies: ["SleepCore", "ProgramKernel", "Programs", "Soundscapes", "TestKit"]),
    // A runtime to be killed, with a guard of its own.
    .executableTarget(
      name: "guard-rehearsal", dependencies: ["SleepCore", "Guard", "Devices"], path: "Tests/GuardRehearsal"),
    .testTarget(
      name: "GuardTests",
      dependencies: [
        "SleepCore", "Soundscapes", "ProgramKernel", "Programs", "Guard", "Devices", "guard-rehearsal",
        "TestKit",
      ]),
    .testTarget(
      name: "StagingTests",
      dependencies: ["SleepCore", "Signals", "Staging", "ClosedLoop", "VirtualSleeper", "TestKit"],
      exclude: ["Golden"]),
    .testTarget(
      name: "ClosedLoopTests", dependencies: ["SleepCore", "Signals", "ClosedLoop", "TestKit"]),
    .testTarget(
      name: "NightTests",
      dependencies: [
        "SleepCore", "Signals", "Evidence", "ProgramKernel", "Programs", "PublicRecord", "Staging",
        "ClosedLoop", "Night",
        "VirtualSleeper", "Report", "TestKit",
      ]),
    .testTarget(
      name: "WorkbenchTests",
      dependencies: [
        "SleepCore", "Signals", "ProgramKernel", "Programs", "PublicRecord", "Night", "VirtualSleeper",
        "Workbench", "TestKit",
      ]),
    .testTarget(name: "IncidentsTests", dependencies: ["SleepCore", "PublicRecord", "Incidents", "TestKit"]),
    .testTarget(
      name: "SurveillanceTests",
      dependencies: ["SleepCore", "PublicRecord", "Evidence", "Incidents", "Surveillance", "TestKit"]),
    .testTarget(
      name: "BedroomTests",
      dependencies: [
        "SleepCore", "ProgramKernel", "Programs", "PublicRecord", "Consent", "Night", "Household", "Bedroom",
        "TestKit",
      ]),
    .testTarget(
      name: "WebTests",
      dependencies: [
        "SleepCore", "PublicRecord", "Evidence", "Incidents", "Surveillance", "RecordKeeper", "Fleet", "Web",
        "Consent", "SignIn", "Household", "Bedroom", "TestKit", server,
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "ConsentTests",
      dependencies: ["SleepCore", "ProgramKernel", "PublicRecord", "Consent", "TestKit"]),
    .testTarget(
      name: "SignInTests",
      dependencies: ["SleepCore", "PublicRecord", "Consent", "SignIn", "TestKit", crypto]),
    // A household that is written to until it is killed.
    .executableTarget(
      name: "household-rehearsal", dependencies: ["SleepCore", "Consent", "Household"],
      path: "Tests/HouseholdRehearsal"),
    .testTarget(
      name: "HouseholdTests",
      dependencies: [
        "SleepCore", "PublicRecord", "Consent", "SignIn", "Household", "household-rehearsal", "TestKit",
      ]),
    .testTarget(name: "LumaTests", dependencies: ["luma", "SleepCore", "Signals", "TestKit"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

for target in package.targets {
  switch target.type {
  case .regular, .executable, .test: target.swiftSettings = (target.swiftSettings ?? []) + strict
  default: break
  }
}
