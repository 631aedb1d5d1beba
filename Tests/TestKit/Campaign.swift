internal import Foundation

/// How often a random test tries: a few times every day, and often in a long campaign (`./luma test --soak`).
public func tries(_ usual: Int, soak: Int) -> Int {
  ProcessInfo.processInfo.environment["LUMAPOD_SOAK"] == "1" ? soak : usual
}
