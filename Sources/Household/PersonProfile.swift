public import Consent
public import SleepCore

/// What the household keeps of someone, sealed with their key.
public struct PersonProfile: Sendable, Hashable {
  /// What they are called at home; may be empty.
  public var name: String
  /// How old; `nil` where nobody said, and then no program is for them.
  public var age: Age?
  /// What they hope for, in the words that programs use.
  public var needs: [String]
  /// What they must be spared.
  public var sensitivities: Set<Sensitivity>
  /// How well they hear.
  public var hearing: HearingCurve?
  /// The language of their pages (BCP 47).
  public var language: String
  /// Whether scores and figures stay hidden until asked for.
  public var hidesFigures: Bool

  /// Creates a profile.
  public init(
    name: String = "", age: Age? = nil, needs: [String] = [], sensitivities: Set<Sensitivity> = [],
    hearing: HearingCurve? = nil, language: String = "en", hidesFigures: Bool = false
  ) {
    (self.name, self.age, self.needs, self.sensitivities) = (name, age, needs, sensitivities)
    (self.hearing, self.language, self.hidesFigures) = (hearing, language, hidesFigures)
  }

  /// The sleeper as the gate sees them, or `nil` where no age is known.
  public func sleeper(_ id: PersonID) -> Sleeper? {
    age.map { Sleeper(id: id, age: $0, needs: needs, sensitivities: sensitivities, hearing: hearing) }
  }
}

/// Someone of the household.
public struct Person: Sendable, Hashable, Identifiable {
  /// Who.
  public let id: PersonID
  /// What they are here.
  public var roles: Set<Role>
  /// What is kept of them.
  public var profile: PersonProfile
  /// When they came.
  public let since: UTCTime
}

extension PersonProfile: SealedRecord {
  var json: CanonicalJSON {
    func curve(_ ear: [Int: Int]) -> CanonicalJSON {
      .object(ear.map { (name: String($0.key), value: .number($0.value)) })
    }
    let (stated, born): (String?, String?) =
      switch age {
      case .stated(let group): (group.rawValue, nil)
      case .born(let month): (nil, month.description)
      case nil: (nil, nil)
      }
    return [
      "name": .text(name), "age": stated.map { .text($0) }, "born": born.map { .text($0) },
      "needs": .texts(needs), "sensitivities": .texts(sensitivities.map(\.rawValue).sorted()),
      "hearing": hearing.map { ["left": curve($0.left), "right": curve($0.right)] },
      "language": .text(language), "hides_figures": .bool(hidesFigures),
    ]
  }

  init?(json: CanonicalJSON) {
    guard let name = json["name"]?.text, let language = json["language"]?.text else { return nil }
    func curve(_ ear: CanonicalJSON?) -> [Int: Int] {
      Dictionary(
        (ear?.members ?? []).compactMap { member in
          Int(member.name).flatMap { hertz in member.value.number.map { (hertz, $0) } }
        }, uniquingKeysWith: { $1 })
    }
    let born = json["born"]?.text.flatMap { BirthMonth($0) }.map(Age.born)
    let stated = json["age"]?.text.flatMap(AgeGroup.init).map(Age.stated)
    self.init(
      name: name, age: born ?? stated, needs: (json["needs"]?.list ?? []).compactMap(\.text),
      sensitivities: Set(
        (json["sensitivities"]?.list ?? []).compactMap { $0.text.flatMap(Sensitivity.init) }),
      hearing: json["hearing"].flatMap {
        try? HearingCurve(left: curve($0["left"]), right: curve($0["right"]))
      },
      language: language, hidesFigures: json["hides_figures"]?.bool ?? false)
  }
}
