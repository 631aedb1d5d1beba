internal import Bedroom
internal import Consent
internal import Household
internal import SignIn
internal import SleepCore

/// What somebody asks, once it is known who, and that they may.
struct HomeRequest: Sendable {
  /// The house.
  let house: House
  /// Who asks.
  let visitor: Visitor
  /// About whom; `nil` where it is about the house.
  let subject: Subject?
  /// The path's parameters.
  let path: [String: String]
  /// The values of the address, checked.
  let query: [String: [String]]
  /// The values that were sent, checked.
  let body: [String: [String]]
  /// The file that was sent, where the route takes one.
  let file: [UInt8]
  /// When it came.
  let now: UTCTime
  /// Whether a program asks, and wants JSON.
  let wantsJSON: Bool

  /// The words of the visitor's language.
  var words: Words { visitor.words }

  /// A value of the body, else of the address; `nil` where it is left out or empty.
  subscript(name: String) -> String? {
    (body[name] ?? query[name])?.first.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// All values of a name.
  func all(_ name: String) -> [String] { (body[name] ?? query[name] ?? []).filter { !$0.isEmpty } }

  /// A whole number.
  func number(_ name: String) -> Int? { self[name].flatMap { Int($0) } }

  /// Yes or no.
  func flag(_ name: String) -> Bool? { self[name].map { $0 == "yes" } }

  /// The minute of the day of a clock.
  func minute(_ name: String) -> Int? { self[name].flatMap(HomeField.minute) }

  /// A day.
  func day(_ name: String) -> Int? { self[name].flatMap { UTCTime.day(named: $0) } }

  /// An identifier, of the path or of a value.
  func id(_ name: String) -> PersonID? { (path[name] ?? self[name]).flatMap { PersonID($0) } }

  /// The evening of now.
  var evening: Int { house.nights.evening(of: now) }
}

/// Who asks.
struct Visitor: Sendable {
  /// Who, as the rules of the house see them.
  let actor: Actor
  /// The person, where it is one.
  let person: Person?
  /// Their words.
  let words: Words
  /// What their forms carry, so that no page from elsewhere can send one; empty for nobody.
  let formToken: String
  /// The hash of the session's token; `nil` for nobody.
  let session: String?
  /// Where they ask from.
  let address: String

  /// Who, where it is a person.
  var id: PersonID? { actor.id }
  /// Whether somebody is signed in as a person.
  var isSignedIn: Bool { person != nil }
}

/// A home: what its pages show and do.
struct House: Sendable {
  /// The household.
  let store: HouseholdStore
  /// Its nights.
  let nights: HomeNights
  /// What pages load.
  let assets: HomeAssets
  /// The time.
  let now: @Sendable () -> UTCTime
  /// The addresses by which it may be called.
  let origins: HomeOrigins
  /// What is counted.
  let metrics: HomeMetrics
  /// The log.
  let log: HomeLog

  /// The clock on the wall.
  var clock: WallClock { nights.place.clock }
}
