internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What of this machine a night can rely on.
public struct MachineReadiness: Sendable {
  /// One thing looked at.
  public struct Finding: Sendable, Hashable {
    /// What was looked at, such as `disk`.
    public let name: String
    /// Whether a night can rely on it.
    public let state: State
    /// What was seen.
    public let seen: String
    /// What to do, where there is something to do.
    public let remedy: String?
  }

  /// How ready a thing is.
  public enum State: String, Sendable, Hashable {
    /// Ready.
    case ready
    /// A night runs without it, but less well.
    case limited
    /// A night cannot run.
    case missing
  }

  /// Everything looked at.
  public let findings: [Finding]

  /// Whether a night can run.
  public var isReady: Bool { !findings.contains { $0.state == .missing } }

  /// Looks at sound, charts, disk, memory and clocks.
  ///
  /// - Parameters:
  ///   - folder: where nights are to be written.
  ///   - charts: whether the chart library was found, and if not, why.
  ///   - library: whether the program's own programs and models were found and can be read, and if not, why.
  public init(nightsFolder folder: String, charts: Result<Void, any Error>, library: Result<Void, any Error>)
  {
    findings = [
      Self.sound(), Self.charts(charts), Self.library(library), Self.disk(folder), Self.memory(),
      Self.monotonicClock(), Self.wallClock(),
    ]
  }

  private static func sound() -> Finding {
    let environment = ProcessInfo.processInfo.environment
    let runtime = environment["XDG_RUNTIME_DIR"] ?? "/run/user/\(getuid())"
    let cards = (try? String(contentsOfFile: "/proc/asound/cards", encoding: .utf8)) ?? ""
    let names = cards.split(separator: "\n").filter { $0.contains("]:") }
      .map {
        String($0.split(separator: ":").dropFirst().joined(separator: ":")).trimmingCharacters(
          in: .whitespaces)
      }
    let servers = [("PipeWire", "pipewire-0"), ("PulseAudio", "pulse/native")]
      .filter { FileManager.default.fileExists(atPath: "\(runtime)/\($0.1)") }.map(\.0)
    let seen = (names + servers).joined(separator: ", ")
    if !seen.isEmpty { return Finding(name: "sound", state: .ready, seen: seen, remedy: nil) }
    return Finding(
      name: "sound", state: .limited, seen: "no sound card and no sound server",
      remedy:
        "Nights are rendered to sound.flac all the same. To hear one (luma night --realtime --play), connect a card "
        + "or start PipeWire."
    )
  }

  private static func charts(_ found: Result<Void, any Error>) -> Finding {
    switch found {
    case .success: Finding(name: "charts", state: .ready, seen: "dygraphs", remedy: nil)
    case .failure(let error):
      Finding(
        name: "charts", state: .limited, seen: "\(error)",
        remedy: "Install the Debian package libjs-dygraphs.")
    }
  }

  private static func library(_ found: Result<Void, any Error>) -> Finding {
    switch found {
    case .success: Finding(name: "library", state: .ready, seen: "programs and models", remedy: nil)
    case .failure(let error):
      Finding(
        name: "library", state: .missing, seen: "\(error)",
        remedy: "Start through ./luma, from a whole copy of the project.")
    }
  }

  private static func disk(_ folder: String) -> Finding {
    var url = URL(filePath: folder)
    while !FileManager.default.fileExists(atPath: url.path), url.path != "/" { url.deleteLastPathComponent() }
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: url.path)
    guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value else {
      return Finding(
        name: "disk", state: .missing, seen: "the space at \(url.path) cannot be read",
        remedy: "Choose a folder that can be written with --out.")
    }
    guard FileManager.default.isWritableFile(atPath: url.path) else {
      return Finding(
        name: "disk", state: .missing, seen: "\(url.path) cannot be written",
        remedy: "Choose a folder that can be written with --out.")
    }
    let megabytes = free / 1_000_000
    // A night of three channels at 256 Hz takes about 50 MB of signals, and its sound up to 500 MB as a whole.
    let state: State = megabytes < 200 ? .missing : megabytes < 1000 ? .limited : .ready
    return Finding(
      name: "disk", state: state, seen: "\(megabytes) MB free at \(url.path)",
      remedy: state == .ready ? nil : "Free at least 1,000 MB; a night needs up to 600 MB.")
  }

  private static func memory() -> Finding {
    let megabytes = ProcessInfo.processInfo.physicalMemory / 1_000_000
    return Finding(
      name: "memory", state: megabytes < 400 ? .limited : .ready, seen: "\(megabytes) MB",
      remedy: megabytes < 400 ? "A night takes up to 300 MB; close other programs." : nil)
  }

  private static func monotonicClock() -> Finding {
    var resolution = timespec()
    guard unsafe clock_getres(CLOCK_MONOTONIC, &resolution) == 0 else {
      return Finding(
        name: "clock", state: .missing, seen: "no monotonic clock",
        remedy: "Use a system with CLOCK_MONOTONIC.")
    }
    let nanoseconds = resolution.tv_sec * 1_000_000_000 + Int(resolution.tv_nsec)
    let isFine = nanoseconds <= 1_000_000
    return Finding(
      name: "clock", state: isFine ? .ready : .limited, seen: "monotonic, steps of \(nanoseconds) ns",
      remedy: isFine ? nil : "Pulses cannot be timed to the millisecond on this clock.")
  }

  private static func wallClock() -> Finding {
    #if os(Linux)
      let signs = [
        "/run/systemd/timesync/synchronized": "systemd-timesyncd", "/run/chrony/chronyd.sock": "chrony",
      ]
      let found = signs.filter { FileManager.default.fileExists(atPath: $0.key) }.map(\.value).sorted()
      guard let service = found.first else {
        return Finding(
          name: "time of day", state: .limited, seen: "no time service was found",
          remedy:
            "Wake times follow this clock: start a time service (chrony, systemd-timesyncd), or see that it is right."
        )
      }
      return Finding(name: "time of day", state: .ready, seen: "kept by \(service)", remedy: nil)
    #else
      return Finding(name: "time of day", state: .ready, seen: "kept by the system", remedy: nil)
    #endif
  }
}
