internal import Foundation
internal import HTTPTypes
internal import SleepCore

/// A flat JSON object as the values of a form: texts, whole numbers, true and false, lists of texts.
enum FlatJSON {
  /// Reads an object; total.
  ///
  /// What is no value of a field's kind is refused, as the OpenAPI document has it: a `false` is no text. `null` is left out.
  static func values(_ bytes: [UInt8], _ fields: [HomeField]) throws(HomeProblem) -> [String: [String]] {
    if bytes.isEmpty { return [:] }
    let values: [String: Value]
    do {
      values = try JSONDecoder().decode([String: Value].self, from: Data(bytes))
    } catch {
      throw HomeProblem(
        .badRequest, "it is no flat JSON object of texts, whole numbers, true, false and lists of texts",
        place: "the body", remedy: "Send one, such as {\"minutes\": 10}; see /openapi.json.")
    }
    for field in fields {
      guard let value = values[field.name], !value.fits(field.kind) else { continue }
      throw HomeProblem(
        .unprocessableContent, "«\(field.name)»: it is of another type", place: field.name,
        remedy: "\(field.about) See /openapi.json.")
    }
    return values.mapValues(\.texts)
  }

  private enum Value: Decodable {
    case nothing
    case flag(Bool)
    case number(Int)
    case text(String)
    case list([String])

    init(from decoder: any Decoder) throws {
      let one = try decoder.singleValueContainer()
      if one.decodeNil() {
        self = .nothing
      } else if let flag = try? one.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? one.decode(Int.self) {
        self = .number(number)
      } else if let text = try? one.decode(String.self) {
        self = .text(text)
      } else {
        self = .list(try one.decode([String].self))
      }
    }

    /// As the values of a form.
    var texts: [String] {
      switch self {
      case .nothing: []
      case .flag(let flag): [flag ? "yes" : "no"]
      case .number(let number): [String(number)]
      case .text(let text): [text]
      case .list(let texts): texts
      }
    }

    func fits(_ kind: HomeField.Kind) -> Bool {
      switch (self, kind) {
      case (.nothing, _), (.flag, .flag), (.number, .number), (.list, .words), (.text, .text): true
      case (.text, .number), (.text, .words): false
      // Only a form sends an empty text for what is left out.
      case (.text(let text), _): !text.isEmpty
      default: false
      }
    }
  }
}
