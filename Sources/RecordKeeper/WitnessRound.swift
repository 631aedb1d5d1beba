internal import PublicRecord

/// A question to all witnesses that is under way.
struct WitnessRound {
  let number: Int
  var signed: SignedCheckpoint
  var signers: [VerifierKey] = []
  var open: Int
  var done: CheckedContinuation<Void, Never>?
}

extension RecordSequencer {
  /// Asks all witnesses that are not still busy, and gives the checkpoint with their signatures when enough have signed.
  ///
  /// - Throws: ``RecordError`` of kind `.unverified` where too few have.
  func cosigned(_ signed: SignedCheckpoint) async throws -> SignedCheckpoint {
    let asked = witnesses.filter { !busy.contains($0.key) }
    roundNumber += 1
    let number = roundNumber
    round = WitnessRound(number: number, signed: signed, open: asked.count)
    for witness in asked {
      busy.insert(witness.key)
      Task { await ask(witness, signed, number) }
    }
    if !isOver {
      let timer = Task { [pace, clock] in
        try? await clock.sleep(for: pace.round)
        endRound(number)
      }
      await withCheckedContinuation { round?.done = $0 }
      timer.cancel()
    }
    let signers = round?.signers ?? []
    let result = round?.signed ?? signed
    round = nil
    health.hasQuorum = policy.isMet(by: signers)
    // The very check that everybody else will make.
    _ = try policy.check(result)
    return result
  }

  private var isOver: Bool { round.map { $0.open == 0 || policy.isMet(by: $0.signers) } ?? true }

  private func endRound(_ number: Int) {
    guard round?.number == number else { return }
    round?.done?.resume()
    round?.done = nil
  }

  private func ask(_ witness: any WitnessAsker, _ signed: SignedCheckpoint, _ number: Int) async {
    var complaint: String?
    var signature: NoteSignature?
    do { signature = try await signatures(of: witness, signed) } catch {
      complaint = (error as? RecordError)?.problem ?? "\(error)"
    }
    busy.remove(witness.key)
    health.complaints[witness.key.name] = complaint
    guard round?.number == number else { return }
    if let signature {
      round?.signed.add(signature)
      round?.signers.append(witness.key)
    }
    round?.open -= 1
    if isOver { endRound(number) }
  }

  /// One witness's signature; asks again where the witness remembers another size than was believed.
  private func signatures(of witness: any WitnessAsker, _ signed: SignedCheckpoint) async throws
    -> NoteSignature
  {
    let size = signed.checkpoint.size
    for _ in 0..<3 {
      let old = sizes[witness.key] ?? 0
      switch try await witness.ask(try keeper.request(from: old, to: signed)) {
      case .signed(let signatures):
        for signature in signatures where witness.key.time(of: signature.bytes, over: signed.note.text) != nil
        {
          guard signature.number == witness.key.number, signature.name.sameBytes(as: witness.key.name) else {
            continue
          }
          sizes[witness.key] = size
          return signature
        }
        throw complaint(witness, "its signature is not one of its key over this checkpoint")
      case .refused(.otherSize(let theirs)), .refused(.forked(let theirs)):
        guard theirs <= size else {
          throw complaint(
            witness, "it has seen \(theirs) entries of this log, and there are \(size): the log has gone back"
          )
        }
        guard theirs != old else {
          throw complaint(witness, "it remembers another root of \(theirs) entries")
        }
        sizes[witness.key] = theirs
      case .refused(let refusal):
        throw complaint(witness, "it refused with \(refusal.status)")
      }
    }
    throw complaint(witness, "it names another size each time")
  }

  private func complaint(_ witness: any WitnessAsker, _ problem: String) -> RecordError {
    RecordError(.unverified, problem, place: witness.key.name, remedy: "Ask who keeps the witness.")
  }
}
