internal import Foundation
internal import HTTPTypes
internal import SleepCore

/// A flat JSON object as the values of a form: texts, whole numbers, true and false, lists of texts.
enum FlatJSON {
  /// Reads an object; total.
  static func values(_ bytes: [UInt8]) throws(HomeProblem) -> [String: [String]] {
    if bytes.isEmpty { return [:] }
    do {
      return try JSONDecoder().decode([String: Value].self, from: Data(bytes)).mapValues(\.texts)
    } catch {
      throw HomeProblem(
        .badRequest, "it is no flat JSON object of texts, whole numbers, true, false and lists of texts",
        place: "the body", remedy: "Send one, such as {\"minutes\": 10}; see /openapi.json.")
    }
  }

  private struct Value: Decodable {
    let texts: [String]

    init(from decoder: any Decoder) throws {
      let one = try decoder.singleValueContainer()
      if one.decodeNil() {
        texts = []
      } else if let flag = try? one.decode(Bool.self) {
        texts = [flag ? "yes" : "no"]
      } else if let number = try? one.decode(Int.self) {
        texts = [String(number)]
      } else if let text = try? one.decode(String.self) {
        texts = [text]
      } else {
        texts = try one.decode([String].self)
      }
    }
  }
}
