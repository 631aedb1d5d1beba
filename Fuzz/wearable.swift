import Foundation
import SleepCore
import Staging

/// Any bytes: as CSV they give a night or an error that names its place; as an export of Apple Health they give the
/// same in one piece and in many.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWearable(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: data, count: count))
  do throws(WearableError) {
    let reading = try WearableCSV.night(bytes)
    precondition(reading.night.epochCount <= WearableNight.longestEpochCount)
    live(reading.night)
  } catch {
    precondition(!error.problem.isEmpty && !error.place.isEmpty && !error.remedy.isEmpty)
  }
  let whole = export(bytes, piece: max(count, 1))
  // Where a piece ends depends on the input, so that every place is met.
  precondition(export(bytes, piece: 1 + Int(bytes.first ?? 0) % 13) == whole)
  if case .success(let found) = whole {
    precondition(found.deviceStages.count == found.night.epochCount)
    live(found.night)
  }
  return 0
}

private func export(_ bytes: [UInt8], piece: Int) -> Result<AppleHealthNight, WearableError> {
  guard var export = try? AppleHealthExport() else { preconditionFailure("no night was named") }
  for start in stride(from: 0, to: bytes.count, by: piece) {
    export.push(Array(bytes[start..<min(start + piece, bytes.count)]))
  }
  do throws(WearableError) {
    return .success(try export.finish())
  } catch {
    precondition(!error.problem.isEmpty && !error.remedy.isEmpty)
    return .failure(error)
  }
}

/// What was read goes through the live stager with the released model.
private func live(_ night: WearableNight) {
  guard let released else { return }
  precondition(WearableNightStager.stageCausally(night, model: released).count == night.epochCount)
}

private let released = FileManager.default.contents(atPath: "../Models/wearable-stager/model.json").flatMap {
  try? WearableModel(json: [UInt8]($0))
}

/// Writes a small file of every form into the folder `LUMAPOD_FUZZ_SEEDS`, for the fuzzer to start from.
@_cdecl("LLVMFuzzerInitialize")
public func makeWearableSeeds(_: UnsafeMutableRawPointer?, _: UnsafeMutableRawPointer?) -> CInt {
  guard let folder = ProcessInfo.processInfo.environment["LUMAPOD_FUZZ_SEEDS"] else { return 0 }
  let moment = "2026-05-01 23:00:0"
  let record = { (type: String, second: Int, value: String) in
    "<Record type=\"HK\(type)\" startDate=\"\(moment)\(second) +0200\" endDate=\"\(moment)9 +0200\" value=\"\(value)\">"
      + "<InstantaneousBeatsPerMinute bpm=\"61\" time=\"11:00:0\(second),5 PM\"/></Record>"
  }
  let seeds = [
    "epoch,activity_count,heart_rate_variation\n0,1.5,0.3\n1,0,0.2\n2,3,\n",
    "time;activity;hr\n2026-03-29T23:00:00+01:00;1,5;60\n2026-03-29T23:00:40+01:00;0;61\n",
    "rr_ms\n" + String(repeating: "903\n871\n", count: 30),
    "<?xml version=\"1.0\"?><!DOCTYPE HealthData [<!ATTLIST Record type CDATA #REQUIRED>]><HealthData>"
      + record("QuantityTypeIdentifierHeartRate", 1, "60") + record("QuantityTypeIdentifierStepCount", 2, "9")
      + record("QuantityTypeIdentifierHeartRateVariabilitySDNN", 3, "40")
      + record("CategoryTypeIdentifierSleepAnalysis", 1, "HKCategoryValueSleepAnalysisAsleepREM")
      + "</HealthData>\n",
  ]
  for (i, seed) in seeds.enumerated() { try? Data(seed.utf8).write(to: URL(filePath: "\(folder)/seed-\(i)")) }
  return 0
}
