import Foundation
import TestKit
import Testing

@Suite("sound is as late as was measured", .serialized)
struct LatencyCommandTests {
  /// A PulseAudio of its own with a null sink, and the program on it three times, one after the other.
  ///
  /// A script, since a child of the test that lives on would inherit what other tests wait for to be closed.
  private static let script = """
    set -u
    server="$1/native"
    printf '%s\\n' '</usr/share/alsa/alsa.conf>' \
      "pcm.pod { type pulse server \"unix:$server\" device \"pod\" }" \
      "pcm.ear { type pulse server \"unix:$server\" device \"pod.monitor\" }" >"$1/alsa.conf"
    export XDG_RUNTIME_DIR="$1" HOME="$1" ALSA_CONFIG_PATH="$1/alsa.conf" LUMA_STATE="$1/state"
    (
      for f in /proc/$BASHPID/fd/*; do n=${f##*/}; [ "$n" -gt 2 ] && eval "exec $n>&-"; done
      exec pulseaudio -n --daemonize=no --exit-idle-time=-1 --disallow-exit --use-pid-file=no --realtime=no \
        -L "module-null-sink sink_name=pod rate=48000 channels=1 format=s16le" \
        -L "module-native-protocol-unix auth-anonymous=1 socket=$server" 2>/dev/null
    ) &
    daemon=$!
    trap 'kill -9 $daemon' EXIT
    for try in $(seq 100); do [ -S "$server" ] && break; sleep 0.05; done
    "$2" latency --device pod --capture ear --json --pulses 12 --check 2>&1 && exit 9
    "$2" latency --device pod --capture ear --json --pulses 12 || exit 8
    "$2" latency --device pod --capture ear --json --pulses 12 --check || exit 7
    """

  private static let hasPulseAudio: Bool = {
    let programs = ["/usr/bin/pulseaudio", "/bin/bash"]
    guard let missing = programs.first(where: { !FileManager.default.isExecutableFile(atPath: $0) }) else {
      return true
    }
    print("skipped: no \(missing); install pulseaudio and libasound2-plugins")
    return false
  }()

  private func figures(_ line: Substring) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test("after calibration, pulses through a null sink are within 2 ms of their intended times")
  func calibrated() throws {
    guard Self.hasPulseAudio else { return }
    let scratch = try ScratchFolder()
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: scratch.url.path)
    let answer = try run(
      "bash", ["-c", Self.script, "bash", scratch.url.path, try #require(luma)],
      environment: ["LUMA_HOME": SharedMaterial.projectRoot.path])
    try #require(answer.status == 0, "\(answer.output) \(answer.error)")
    print(answer.output)
    let lines = answer.output.split(separator: "\n")
    try #require(lines.count == 3)
    #expect(lines[0].contains("its latency was never measured"))
    #expect((0...120).contains(try figures(lines[1])["waiting_ms"] as? Double ?? -1))
    let checked = try figures(lines[2])
    #expect((checked["found"] as? Int ?? 0) >= 6)
    #expect(abs(checked["median_ms"] as? Double ?? 99) <= 1)
    // On a machine that is so busy that the sink itself stumbles, one pulse in ten may.
    #expect((checked["within_2ms"] as? Double ?? 0) >= 0.9)
  }

  @Test("a damaged table of latencies is named and left as it is, and a night that would follow it says so")
  func damaged() throws {
    let scratch = try ScratchFolder()
    let table = scratch.file("latency.json")
    try "{\"devices\": {\"null\": ".write(to: table, atomically: true, encoding: .utf8)
    let answer = try call(
      "latency", "--device", "null", "--capture", "null", "--check", "--state", scratch.url.path)
    #expect(answer.status == 65 && answer.error.contains("latency.json"), "\(answer.error)")
    #expect(try String(contentsOf: table, encoding: .utf8) == "{\"devices\": {\"null\": ")
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
