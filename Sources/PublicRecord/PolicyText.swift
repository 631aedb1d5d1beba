/// Reads the lines of a policy file (C2SP tlog-policy); names are bytes, whatever they mean.
struct PolicyText {
  /// How many logs, witnesses and groups are read; the specification asks for 32 of each or more.
  static let most = 1024

  private var logs: [WitnessPolicy.Log] = []
  private var witnesses: [WitnessPolicy.Witness] = []
  private var named: [[UInt8]: WitnessPolicy.Rule] = [:]
  private var members: Set<[UInt8]> = []
  private var quorum: WitnessPolicy.Rule?
  private var depths: [[UInt8]: Int] = [:]

  static func read(_ bytes: [UInt8]) throws(RecordError) -> WitnessPolicy {
    var text = PolicyText()
    guard bytes.count <= SignedNote.largest else { throw error("the policy is too long", 1) }
    for (number, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      try text.take(line, number + 1)
    }
    guard let quorum = text.quorum else { throw error("there is no line “quorum”", 1) }
    return WitnessPolicy(logs: text.logs, witnesses: text.witnesses, quorum: quorum)
  }

  private mutating func take(_ line: ArraySlice<UInt8>, _ number: Int) throws(RecordError) {
    guard line.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
      throw Self.error("there is a control character", number)
    }
    let words = line.split { $0 == 0x20 || $0 == 0x09 }.map(Array.init)
    guard let first = words.first, first.first != UInt8(ascii: "#") else { return }
    switch String(decoding: first, as: UTF8.self) {
    case "log": try takeLog(words, number)
    case "witness": try takeWitness(words, number)
    case "group": try takeGroup(words, number)
    case "quorum": try takeQuorum(words, number)
    default: throw Self.error("a line begins with log, witness, group or quorum", number)
    }
  }

  private mutating func takeLog(_ words: [[UInt8]], _ number: Int) throws(RecordError) {
    guard (2...3).contains(words.count), logs.count < Self.most else {
      throw Self.error("a log is “log KEY [URL]”", number)
    }
    let key = try Self.key(words[1], .ed25519, number)
    guard !logs.contains(where: { $0.key.publicKey == key.publicKey }) else {
      throw Self.error("this log's key is there already", number)
    }
    logs.append(WitnessPolicy.Log(key: key, url: Self.url(words, 2)))
  }

  private mutating func takeWitness(_ words: [[UInt8]], _ number: Int) throws(RecordError) {
    guard (3...4).contains(words.count), witnesses.count < Self.most else {
      throw Self.error("a witness is “witness NAME KEY [URL]”", number)
    }
    let key = try Self.key(words[2], .cosignature, number)
    guard !witnesses.contains(where: { $0.key.publicKey == key.publicKey }) else {
      throw Self.error("this witness's key is there already", number)
    }
    try define(words[1], .witness(place: witnesses.count), depth: 0, number)
    witnesses.append(
      WitnessPolicy.Witness(
        name: String(decoding: words[1], as: UTF8.self), key: key, url: Self.url(words, 3)))
  }

  private mutating func takeGroup(_ words: [[UInt8]], _ number: Int) throws(RecordError) {
    guard words.count >= 4, named.count < 2 * Self.most else {
      throw Self.error("a group is “group NAME all|any|NUMBER MEMBER…”", number)
    }
    var rules: [WitnessPolicy.Rule] = []
    var depth = 0
    for word in words.dropFirst(3) {
      guard let rule = named[word] else {
        throw Self.error("\(Self.said(word)) is not defined on a line before", number)
      }
      guard members.insert(word).inserted else {
        throw Self.error("\(Self.said(word)) is in a group already", number)
      }
      depth = max(depth, depths[word] ?? 0)
      rules.append(rule)
    }
    let threshold: Int? =
      switch String(decoding: words[2], as: UTF8.self) {
      case "all": rules.count
      case "any": 1
      default: Decimal.number(words[2])
      }
    guard let threshold, (1...rules.count).contains(threshold) else {
      throw Self.error("a group asks for all, any, or a number from 1 to \(rules.count)", number)
    }
    // Deep nests would be walked by recursion.
    guard depth < 32 else { throw Self.error("groups are nested more than 32 deep", number) }
    try define(words[1], .group(threshold: threshold, members: rules), depth: depth + 1, number)
  }

  private mutating func takeQuorum(_ words: [[UInt8]], _ number: Int) throws(RecordError) {
    guard words.count == 2, quorum == nil else {
      throw Self.error("there is one line “quorum NAME”", number)
    }
    guard let rule = words[1] == Array("none".utf8) ? .nobody : named[words[1]] else {
      throw Self.error("\(Self.said(words[1])) is not defined on a line before", number)
    }
    quorum = rule
  }

  private mutating func define(_ name: [UInt8], _ rule: WitnessPolicy.Rule, depth: Int, _ number: Int)
    throws(RecordError)
  {
    guard named[name] == nil, name != Array("none".utf8) else {
      throw Self.error("the name \(Self.said(name)) is taken", number)
    }
    named[name] = rule
    depths[name] = depth
  }

  private static func key(_ word: [UInt8], _ kind: SignatureKind, _ number: Int) throws(RecordError)
    -> VerifierKey
  {
    let key: VerifierKey
    do { key = try VerifierKey(bytes: word) } catch { throw self.error(error.problem, number) }
    guard key.kind == kind else {
      throw error("this key is of kind \(key.kind.rawValue), and \(kind.rawValue) is asked for", number)
    }
    return key
  }

  private static func url(_ words: [[UInt8]], _ place: Int) -> String? {
    words.count > place ? String(decoding: words[place], as: UTF8.self) : nil
  }

  private static func said(_ word: [UInt8]) -> String {
    "“\(String(decoding: word.prefix(40), as: UTF8.self))”"
  }

  private static func error(_ problem: String, _ line: Int) -> RecordError {
    RecordError(
      .malformed, problem, place: "the policy, line \(line)",
      remedy: "Correct the line; docs/public-record.md shows a whole policy.")
  }
}
