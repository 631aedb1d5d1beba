import Foundation
import TestKit
import Testing

@Suite("sound is as late as was measured", .serialized)
struct LatencyCommandTests {
  /// A PulseAudio of the test's own: a null sink `pod`, and its monitor.
  private final class NullSink {
    let folder: ScratchFolder
    let environment: [String: String]
    private let daemon = Process()

    static let isAvailable: Bool = {
      guard FileManager.default.isExecutableFile(atPath: "/usr/bin/pulseaudio") else {
        print("skipped: no pulseaudio; install pulseaudio and libasound2-plugins")
        return false
      }
      return true
    }()

    init() throws {
      folder = try ScratchFolder()
      let (server, conf) = (folder.file("native").path, folder.file("alsa.conf"))
      try """
      </usr/share/alsa/alsa.conf>
      pcm.pod { type pulse server "unix:\(server)" device "pod" }
      pcm.ear { type pulse server "unix:\(server)" device "pod.monitor" }
      """.write(to: conf, atomically: true, encoding: .utf8)
      environment = [
        "XDG_RUNTIME_DIR": folder.url.path, "HOME": folder.url.path, "ALSA_CONFIG_PATH": conf.path,
        "LUMA_STATE": folder.file("state").path,
      ]
      daemon.executableURL = URL(filePath: "/usr/bin/pulseaudio")
      daemon.arguments = [
        "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", "--use-pid-file=no",
        "--realtime=no",
        "-L", "module-null-sink sink_name=pod rate=48000 channels=1 format=s16le",
        "-L", "module-native-protocol-unix auth-anonymous=1 socket=\(server)",
      ]
      daemon.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
      daemon.standardInput = FileHandle.nullDevice
      daemon.standardError = FileHandle.nullDevice
      try daemon.run()
      var left = 100
      while !FileManager.default.fileExists(atPath: server), left > 0 {
        left -= 1
        Thread.sleep(forTimeInterval: 0.05)
      }
    }

    deinit { kill(daemon.processIdentifier, SIGKILL) }
  }

  private func figures(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("after calibration, pulses through a null sink are within 2 ms of their intended times")
  func calibrated() throws {
    guard NullSink.isAvailable else { return }
    let sink = try NullSink()
    let through = ["latency", "--device", "pod", "--capture", "ear", "--json", "--pulses", "20"]
    let early = try callAll(through + ["--check"], environment: sink.environment)
    #expect(early.status == 65 && early.error.contains("its latency was never measured"), "\(early.error)")
    let measured = try callAll(through, environment: sink.environment)
    try #require(measured.status == 0, "\(measured.error)")
    print(measured.output)
    let first = try figures(measured.output)
    #expect((0...120).contains(first["waiting_ms"] as? Double ?? -1))
    let checked = try callAll(through + ["--check"], environment: sink.environment)
    try #require(checked.status == 0, "\(checked.error)")
    print(checked.output)
    let second = try figures(checked.output)
    #expect((second["found"] as? Int ?? 0) >= 10)
    #expect(abs(second["median_ms"] as? Double ?? 99) <= 1)
    // On a machine that is so busy that the sink itself stumbles, one pulse in ten may.
    #expect((second["within_2ms"] as? Double ?? 0) >= 0.9)
  }

  @Test("a device that nobody hears is told so, and nothing is stored")
  func unheard() throws {
    let scratch = try ScratchFolder()
    let answer = try call(
      "latency", "--device", "null", "--capture", "null", "--pulses", "5", "--state", scratch.url.path)
    #expect(answer.status == 65)
    #expect(!FileManager.default.fileExists(atPath: scratch.file("latency.json").path))
    #expect(try call("latency", "--pulses", "1").status == 64)
  }
}
