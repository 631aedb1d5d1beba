public import SleepCore

/// Why nobody may be put under a program, with the way out.
public struct ConsentRefusal: ExplainedError, Hashable {
  /// What people call the program.
  public let program: String
  /// Why.
  public let why: Why

  /// Why a program is refused.
  public enum Why: Sendable, Hashable {
    /// It was not verified for this age.
    case age(AgeGroup, for: Set<AgeGroup>)
    /// It stimulates, and the sleeper is too young for any such thing.
    case stimulates(AgeGroup, Set<ProgramPower>)
    /// The sleeper must be spared what it does.
    case sensitivity(Sensitivity)
    /// The sleeper has not opened the house so far.
    case locked(needs: UnlockStage, open: UnlockStage)
    /// Nobody answers for a sleeper who is not of age.
    case noGuardian(AgeGroup)
    /// Nobody who may has consented to this purpose.
    case noConsent(from: Voice)
    /// What was agreed to is another version.
    case otherVersion(agreed: String, offered: String)
    /// The consent has run out.
    case expired(UTCTime)
    /// The consent is dated after now.
    case notYet(UTCTime)
    /// The consent was taken back.
    case withdrawn
    /// The consent is not signed by who is said to have given it.
    case signature
    /// The sleeper has not said yes to this night.
    case noYes
    /// Somebody said no to this night, and not both have said yes since.
    case saidNo(by: Voice)
    /// This age cannot open this step.
    case tooYoungToUnlock(UnlockStage, AgeGroup)
    /// It is not this person who can open it.
    case notTheirStep(AgeGroup)
    /// Too few nights were seen.
    case tooFewNights(seen: Int, at: UnlockStage)
    /// It has run as often in seven nights as it may.
    case weekIsFull(nights: Int)
  }

  /// Whose voice counts.
  public enum Voice: String, Sendable, Hashable, CaseIterable {
    /// The one who sleeps.
    case sleeper
    /// One who answers for them.
    case guardian
  }

  /// Creates a refusal.
  public init(program: String, why: Why) { (self.program, self.why) = (program, why) }

  /// One word for the list of attempts; it never changes.
  public var code: String {
    switch why {
    case .age: "age"
    case .stimulates: "stimulates"
    case .sensitivity: "sensitivity"
    case .locked: "locked"
    case .noGuardian: "no-guardian"
    case .noConsent: "no-consent"
    case .otherVersion: "other-version"
    case .expired: "expired"
    case .notYet: "not-yet"
    case .withdrawn: "withdrawn"
    case .signature: "signature"
    case .noYes: "no-yes"
    case .saidNo: "said-no"
    case .tooYoungToUnlock: "too-young"
    case .notTheirStep: "not-their-step"
    case .tooFewNights: "too-few-nights"
    case .weekIsFull: "week-full"
    }
  }

  /// Where.
  public var place: String { "program \(program)" }

  /// What is wrong.
  public var problem: String {
    switch why {
    case .age(let age, let ages):
      "it was not verified for this age (\(age.rawValue)), only for "
        + AgeGroup.allCases.filter(ages.contains).map(\.rawValue).joined(separator: ", ")
    case .stimulates(let age, let powers):
      "nothing that stimulates is for this age (\(age.rawValue)): "
        + powers.map(\.rawValue).sorted().joined(separator: ", ")
    case .sensitivity(let one): "it does what this sleeper must be spared (\(one.rawValue))"
    case .locked(let needs, let open): "it needs the step «\(needs.name)», and «\(open.name)» is open"
    case .noGuardian(let age): "nobody answers for this sleeper (\(age.rawValue))"
    case .noConsent(let from): "no consent of \(Self.words(from)) stands for this purpose"
    case .otherVersion(let agreed, let offered):
      "what was agreed to is another text (version \(agreed)); this one is version \(offered)"
    case .expired(let at): "the consent ended on \(at)"
    case .notYet(let at): "the consent is dated \(at), which has not come yet"
    case .withdrawn: "the consent was taken back"
    case .signature: "the consent is not signed by the one who is said to have given it"
    case .noYes: "the sleeper has not said yes to this night"
    case .saidNo(let by): "\(Self.words(by)) said no to this night"
    case .tooYoungToUnlock(let stage, let age): "«\(stage.name)» is not for this age (\(age.rawValue))"
    case .notTheirStep(let age):
      age == .adult ? "only the sleeper can open it" : "only one who answers for the sleeper can open it"
    case .weekIsFull(let nights): "something stimulated this sleeper on \(nights) of the last seven nights"
    case .tooFewNights(let seen, let stage): "\(seen) nights were seen with «\(stage.name)», not three"
    }
  }

  /// What to do.
  public var remedy: String {
    switch why {
    case .age, .stimulates, .sensitivity, .tooYoungToUnlock: "Choose another program."
    case .locked: "Open the steps in their order, each after three nights with the one before."
    case .noGuardian: "Let a guardian be named first; without one this sleeper has silent nights."
    case .noConsent(let from): "Ask \(Self.words(from)), with the whole text on the page."
    case .otherVersion: "Ask again: the text has changed, and so may what it does."
    case .expired: "Ask again; nothing is agreed to for more than 90 days."
    case .notYet: "Set this pod's clock."
    case .withdrawn: "Leave it, or ask again if they wish."
    case .signature: "Do not rely on it; ask again."
    case .noYes: "Ask the sleeper, tonight; nobody can say it for them."
    case .saidNo:
      "Leave it for tonight. It begins again only when the sleeper and a guardian both say yes anew."
    case .notTheirStep(let age): age == .adult ? "Ask the sleeper." : "Ask a guardian."
    case .weekIsFull: "Let tonight be a free night, or choose a program of sound alone."
    case .tooFewNights: "Sleep a few nights more with what is open."
    }
  }

  private static func words(_ voice: Voice) -> String { voice == .sleeper ? "the sleeper" : "a guardian" }
}
