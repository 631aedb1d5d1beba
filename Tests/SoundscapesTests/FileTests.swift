import Foundation
import SleepCore
import Soundscapes
import TestKit
import Testing

@Suite("Sound files") struct FileTests {
  private func plan(_ extent: NightSoundPlan.Extent, seconds: Int = 400) -> NightSoundPlan {
    var levels = [BedLevels](repeating: .silence, count: seconds)
    for second in 0..<min(90, seconds) { levels[second] = beds((.rain, 40)) }
    for second in min(200, seconds)..<seconds { levels[second] = beds((.pinkNoise, 30)) }
    return NightSoundPlan(
      seed: 5, levels: levels, pulses: [pulse(at: 310.25, 45), pulse(at: 179.98, 45)], extent: extent)
  }

  @Test("an excerpt names its segments: the first minutes and every minute that a pulse touches, merged")
  func segments() {
    let segments = plan(.firstMinutesAndPulseMinutes(first: 1)).segments
    #expect(
      segments == [
        .init(nightSecond: 0, fileSecond: 0, seconds: 60),
        .init(nightSecond: 120, fileSecond: 60, seconds: 120),
        .init(nightSecond: 300, fileSecond: 180, seconds: 60),
      ])
    #expect(plan(.whole).segments == [.init(nightSecond: 0, fileSecond: 0, seconds: 400)])
    let short = plan(.firstMinutesAndPulseMinutes(first: 10), seconds: 185).segments
    #expect(short == [.init(nightSecond: 0, fileSecond: 0, seconds: 185)])
    #expect(NightSoundPlan(seed: 1, levels: [], pulses: [], extent: .whole).segments.isEmpty)
  }

  @Test(
    "the excerpt's file is the whole night's file but for 10 ms at its cuts, and silence is digital silence")
  func excerpt() throws {
    let folder = try ScratchFolder()
    let (part, whole) = (folder.file("part.wav"), folder.file("whole.wav"))
    let rendered = try NightRenderer.render(plan(.firstMinutesAndPulseMinutes(first: 1)), to: part.path)
    _ = try NightRenderer.render(plan(.whole), to: whole.path)
    let (a, b) = (try waveSamples(part), try waveSamples(whole))
    #expect(a.count == 240 * 48_000)
    #expect(b.count == 400 * 48_000)
    for segment in rendered.segments {
      let n = segment.seconds * 48_000 - 960
      let (i, j) = (segment.fileSecond * 48_000 + 480, segment.nightSecond * 48_000 + 480)
      #expect(a[i..<i + n].elementsEqual(b[j..<j + n]))
      // Cut ends are soft.
      #expect(abs(Int(a[i + n + 479])) <= 1)
      #expect(abs(Int(a[i - 480])) <= 1)
    }
    #expect(b[91 * 48_000..<179 * 48_000].allSatisfy { $0 == 0 })
    #expect(rendered.clippedSamples == 0)
    // 60 s at 40 dBA, then 60 s silent but for two pulses, 60 s of which most are silent, 60 s at 30 dBA.
    let energy = b[0..<60 * 48_000].reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(energy > 0)
    #expect(rendered.reading.samples == 240 * 48_000)
    #expect(abs(rendered.reading.equivalentLevel.dBA - 34.5) < 0.5)
    #expect(abs(rendered.reading.fastMaximum.dBA - 45.3) < 0.6)
  }

  @Test("the same plan gives the same file, byte for byte")
  func same() throws {
    let folder = try ScratchFolder()
    let urls = [folder.file("a.flac"), folder.file("b.flac")]
    for url in urls {
      _ = try NightRenderer.render(plan(.firstMinutesAndPulseMinutes(first: 0)), to: url.path)
    }
    #expect(try Data(contentsOf: urls[0]) == Data(contentsOf: urls[1]))
  }

  @Test("a FLAC file says its rate, its bits and its length, and carries the scale")
  func flac() throws {
    let folder = try ScratchFolder()
    let url = folder.file("night.flac")
    _ = try NightRenderer.render(plan(.whole, seconds: 70), to: url.path, title: "Night of Ada")
    let bytes = [UInt8](try Data(contentsOf: url))
    #expect(bytes.starts(with: "fLaC".utf8))
    // STREAMINFO (RFC 9639 section 8.2): rate 20 bits, channels - 1 3 bits, bits - 1 5 bits, samples 36 bits.
    let field = bytes[18..<26].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    #expect(field >> 44 == 48_000)
    #expect(field >> 41 & 7 == 0)
    #expect(field >> 36 & 31 == 15)
    #expect(field & 0xF_FFFF_FFFF == 70 * 48_000)
    let text = String(decoding: bytes[0..<600], as: UTF8.self)
    #expect(text.contains("80 dB SPL"))
    #expect(text.contains("Night of Ada"))
  }

  @Test("a second reader agrees on length and level of the FLAC file")
  func peer() throws {
    guard let python = peerPython else { return }
    let folder = try ScratchFolder()
    let url = folder.file("night.flac")
    let plan = plan(.firstMinutesAndPulseMinutes(first: 1))
    let rendered = try NightRenderer.render(plan, to: url.path)
    let script = SharedMaterial.projectRoot.appending(path: "Tests/peers/sound_level.py").path
    let result = try run(python, [script, url.path])
    guard result.status == 0 else { throw PeerError(text: result.error) }
    if result.output.hasPrefix("skipped") { return print(result.output, terminator: "") }
    let fields = result.output.split(separator: " ").compactMap {
      Double($0.trimmingCharacters(in: .newlines))
    }
    try #require(fields.count == 4)
    #expect(fields[0] == 240 * 48_000)
    #expect(fields[1] == 48_000)
    #expect(abs(fields[2] - rendered.reading.equivalentLevel.dBA) < 0.05)
    #expect(abs(fields[3] - rendered.reading.fastMaximum.dBA) < 0.1)
  }
  private struct PeerError: Error { let text: String }

  @Test("a path that cannot be written is named, with a way out, and nothing is left behind")
  func badPaths() throws {
    let folder = try ScratchFolder()
    let missing = folder.file("no/such/folder/night.flac").path
    let error = #expect(throws: SoundFileError.self) { try NightRenderer.render(plan(.whole), to: missing) }
    #expect(error?.place == missing)
    #expect(error?.problem.contains("No such file") == true)
    #expect(error?.remedy.isEmpty == false)
    let odd = folder.file("night.mp3").path
    let ending = #expect(throws: SoundFileError.self) { try NightRenderer.render(plan(.whole), to: odd) }
    #expect(ending?.remedy.contains(".flac") == true)
    #expect(!FileManager.default.fileExists(atPath: odd))
  }

  @Test("an unfinished file is removed")
  func unfinished() throws {
    let folder = try ScratchFolder()
    let path = folder.file("night.flac").path
    do {
      var writer = try SoundFileWriter(path: path, title: "cut short")
      try writer.append([Int16](repeating: 7, count: 480).span)
      #expect(writer.samples == 480)
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("an empty night is an empty file")
  func empty() throws {
    let folder = try ScratchFolder()
    let url = folder.file("night.wav")
    let rendered = try NightRenderer.render(
      NightSoundPlan(seed: 1, levels: [], pulses: [], extent: .whole), to: url.path)
    #expect(rendered.segments.isEmpty)
    #expect(try waveSamples(url).isEmpty)
    #expect(rendered.reading.equivalentLevel.isSilent)
  }
}
