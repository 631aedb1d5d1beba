import Foundation
import Synchronization

/// A PulseAudio of the tests' own, with one null sink whose monitor is recorded; nothing of the system's sound is touched.
final class PulseSink: Sendable {
  let folder: URL
  let environment: [String: String]
  private let daemon: Process
  private let recorder: Process
  private let recorded = Mutex(Recording())

  /// What was recorded: each sample is dated by when it reached the test, which is never before it was played.
  struct Recording {
    var samples: [Int16] = []
    /// After so many samples in all, at a moment of the monotonic clock.
    var arrivals: [(count: Int, at: ContinuousClock.Instant)] = []
  }

  /// Whether the programs are there; says in one line if not.
  static let isAvailable: Bool = {
    for program in ["pulseaudio", "parecord", "pactl"]
    where !FileManager.default.isExecutableFile(atPath: "/usr/bin/\(program)") {
      print("skipped: no \(program); install pulseaudio, pulseaudio-utils and libasound2-plugins")
      return false
    }
    return true
  }()

  /// Whether this system lets us run a program in real time.
  private static let mayBeUrgent: Bool = {
    let process = program("chrt", ["--rr", "15", "true"], ProcessInfo.processInfo.environment)
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  private let server: String

  /// Starts the daemon and its recorder.
  ///
  /// - Parameter socket: where it listens; otherwise in a folder of its own.
  init(socket: String? = nil) throws {
    let name = "lumapod-pulse-\(UUID().uuidString.prefix(8))"
    folder = FileManager.default.temporaryDirectory.appending(path: name)
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let server = socket ?? folder.appending(path: "native").path
    self.server = server
    // ALSA's own configuration, and one device that leads to the sink.
    let alsa = folder.appending(path: "alsa.conf")
    try """
    </usr/share/alsa/alsa.conf>
    pcm.pod { type pulse server "unix:\(server)" device "pod" }
    """.write(to: alsa, atomically: true, encoding: .utf8)
    environment = ProcessInfo.processInfo.environment.merging([
      "XDG_RUNTIME_DIR": folder.path, "HOME": folder.path, "PULSE_SERVER": "unix:\(server)",
      "ALSA_CONFIG_PATH": alsa.path,
    ]) { $1 }
    // The whole daemon goes before ordinary programs, where the system lets it, as PipeWire's data loop does on a desktop:
    // what is measured is the guard, not a server that waits for the processor.
    let urgently = Self.mayBeUrgent ? ["chrt", "--rr", "15", "pulseaudio"] : ["pulseaudio"]
    daemon = Self.program(
      urgently[0],
      urgently.dropFirst() + [
        "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", "--use-pid-file=no",
        "--realtime=yes",
        "-L", "module-null-sink sink_name=pod rate=48000 channels=1 format=s16le",
        "-L", "module-native-protocol-unix auth-anonymous=1 socket=\(server)",
      ], environment)
    try daemon.run()
    var left = 100
    while !FileManager.default.fileExists(atPath: server), left > 0 {
      left -= 1
      Thread.sleep(forTimeInterval: 0.05)
    }
    recorder = Self.program(
      "parecord",
      [
        "--raw", "-d", "pod.monitor", "--format=s16le", "--rate=48000", "--channels=1", "--latency-msec=5",
      ], environment)
    let pipe = Pipe()
    recorder.standardOutput = pipe
    try recorder.run()
    pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
      let data = handle.availableData
      let now = ContinuousClock.now
      guard let self, !data.isEmpty else { return }
      self.recorded.withLock { recording in
        let bytes = [UInt8](data)
        for i in stride(from: 0, to: bytes.count - 1, by: 2) {
          recording.samples.append(Int16(bitPattern: UInt16(bytes[i]) | UInt16(bytes[i + 1]) << 8))
        }
        recording.arrivals.append((recording.samples.count, now))
      }
    }
    left = 100
    while recording.samples.isEmpty, left > 0 {
      left -= 1
      Thread.sleep(forTimeInterval: 0.05)
    }
  }

  var recording: Recording { recorded.withLock { $0 } }

  /// How many samples were recorded so far.
  var count: Int { recorded.withLock { $0.samples.count } }

  private static func program(_ name: String, _ arguments: [String], _ environment: [String: String])
    -> Process
  {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/\(name)")
    process.arguments = arguments
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return process
  }

  /// Whether anything but silence came in the last samples.
  func sounds(since count: Int) -> Bool {
    recorded.withLock { $0.samples[count...].contains { abs($0) > 1 } }
  }

  /// When the last sample that was not silent had come, of those after a sample.
  ///
  /// - Returns: when it reached the test, and the latest that it can have been played. A null sink plays at the pace of
  ///   the clock, and nothing reaches the test before it is played; so of all arrivals near it, the one with the least
  ///   delay dates every sample, also where the test itself was kept waiting for the processor.
  func lastSound(after count: Int) -> (arrived: ContinuousClock.Instant, played: ContinuousClock.Instant)? {
    recorded.withLock { recording in
      guard let last = recording.samples[count...].lastIndex(where: { $0 != 0 }) else { return nil }
      let near = recording.arrivals.filter { abs($0.count - last) < 48_000 }
      let dated = near.map { $0.at.advanced(by: .microseconds((last + 1 - $0.count) * 125 / 6)) }
      guard let arrived = near.first(where: { $0.count > last })?.at, let played = dated.min() else {
        return nil
      }
      return (arrived, played)
    }
  }

  /// Takes the device away for those who come new.
  func withSocketHidden(_ body: () throws -> Void) throws {
    try FileManager.default.moveItem(atPath: server, toPath: server + ".hidden")
    defer { try? FileManager.default.moveItem(atPath: server + ".hidden", toPath: server) }
    try body()
  }

  func stop() {
    kill(recorder.processIdentifier, SIGKILL)
    kill(daemon.processIdentifier, SIGKILL)
    try? FileManager.default.removeItem(at: folder)
  }
}
