import Devices
import Foundation
import SleepCore
import TestKit
import Testing

@Suite("what is known of this machine's devices")
struct DeviceTableTests {
  @Test("a latency is stored beside the others, comes back, and counts what the guard holds back")
  func latency() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.file("state").path
    #expect(try DeviceLatency.load("pod", folder: folder) == nil)
    let late = try #require(
      DeviceLatency(
        offsets: [0.004, 0.005, 0.006, 0.005, 0.005], waiting: [0.02, 0.022, 0.024], capture: "ear"))
    try late.store("pod", folder: folder)
    let other = try #require(
      DeviceLatency(offsets: [0.1, 0.1, 0.1, 0.1, 0.1], waiting: [0.02], capture: "ear"))
    try other.store("bed", folder: folder)
    let back = try #require(try DeviceLatency.load("pod", folder: folder))
    #expect(abs(back.throughDevice.seconds - 0.027) < 1e-6)
    #expect(abs(back.throughGuard.seconds - 0.0345) < 1e-6)
    #expect(try DeviceLatency.load("bed", folder: folder)?.offset == 0.1)
  }

  @Test("a damaged table is named, and neither read as empty nor written over")
  func damaged() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.url.path
    for name in ["latency.json", "calibration.json"] {
      try "{\"devices\": {\"pod\"".write(to: scratch.file(name), atomically: true, encoding: .utf8)
    }
    let late = try #require(DeviceLatency(offsets: [0, 0, 0, 0, 0], waiting: [0], capture: "ear"))
    let errors = [
      #expect(throws: GuardStateError.self) { _ = try DeviceLatency.load("pod", folder: folder) },
      #expect(throws: GuardStateError.self) { try late.store("pod", folder: folder) },
      #expect(throws: GuardStateError.self) {
        try CalibrationFile(folder: folder).store(try #require(Calibration(measured: 90)), of: "pod")
      },
    ]
    for error in errors { #expect(error?.description.contains(".json") == true) }
    // A device of which nothing can be read is one that was never measured.
    #expect(!CalibrationFile(folder: folder).calibration(of: "pod").isMeasured)
    for name in ["latency.json", "calibration.json"] {
      #expect(try String(contentsOf: scratch.file(name), encoding: .utf8) == "{\"devices\": {\"pod\"")
    }
  }
}
