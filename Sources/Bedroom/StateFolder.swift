internal import Foundation
public import SleepCore

/// Where a pod keeps what it must not forget.
public enum StateFolder {
  /// `$LUMA_STATE`, else `~/.local/state/lumapod`.
  public static var usual: String {
    let environment = ProcessInfo.processInfo.environment
    if let stated = environment["LUMA_STATE"], !stated.isEmpty { return stated }
    return FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/state/lumapod").path
  }
}

extension UTCTime {
  /// The time by this machine's clock.
  public static var now: UTCTime { UTCTime(seconds: Int(Date().timeIntervalSince1970)) }
}
