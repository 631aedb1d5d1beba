public import SleepCore

/// What has become of a consent.
public enum ConsentStanding: String, Sendable, Hashable, CaseIterable {
  /// It holds.
  case live
  /// It has run out.
  case expired
  /// It is dated after now.
  case notYet = "not-yet"
  /// It was taken back.
  case withdrawn
}

extension ConsentGate {
  /// Every consent of a list with what has become of it, in its order.
  ///
  /// - Parameters:
  ///   - entries: receipts and withdrawals in the order in which they came.
  ///   - now: the time.
  /// - Returns: the receipts; signatures and guardians are not looked at.
  public static func standings(_ entries: [ConsentEntry], now: UTCTime) -> [(
    receipt: ConsentReceipt, standing: ConsentStanding
  )] {
    entries.enumerated().compactMap { i, entry in
      guard case .receipt(let receipt) = entry else { return nil }
      return (receipt, standing(of: receipt, at: i, in: entries, now: now))
    }
  }

  /// What has become of the consent at a place of the list.
  static func standing(of receipt: ConsentReceipt, at place: Int, in entries: [ConsentEntry], now: UTCTime)
    -> ConsentStanding
  {
    if receipt.terms.expires <= now { return .expired }
    if receipt.terms.issued > now { return .notYet }
    return isWithdrawn(receipt, at: place, in: entries) ? .withdrawn : .live
  }

  /// A withdrawal takes what it names, whenever it was said; one of all takes what came before it.
  ///
  /// Before it is what stands before it in the list or is dated before it, so that no clock brings a consent
  /// back.
  private static func isWithdrawn(_ receipt: ConsentReceipt, at place: Int, in entries: [ConsentEntry])
    -> Bool
  {
    entries.enumerated().contains { i, entry in
      guard case .withdrawal(let withdrawal) = entry, withdrawal.sleeper == receipt.terms.sleeper else {
        return false
      }
      if let named = withdrawal.receipt { return named == receipt.id }
      return i > place || receipt.terms.issued <= withdrawal.at
    }
  }
}
