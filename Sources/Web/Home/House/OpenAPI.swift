internal import HTTPTypes
internal import SignIn
internal import SleepCore

/// The document of a home's routes (OpenAPI 3.1), made from the table that the server itself is made from.
enum OpenAPI {
  static func document(_ routes: [HomeRoute]) -> CanonicalJSON {
    var paths: [String: [(name: String, value: CanonicalJSON)]] = [:]
    for route in routes {
      paths[template(route.path), default: []].append((route.method.rawValue.lowercased(), operation(route)))
    }
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "LumaPod home", "version": "1",
        "description": .text(
          "What the pages of a home do. Whoever has a token (House, For programs) may do by it what they may do there. "
            + "Refusals are JSON of code, problem, place and remedy."),
      ],
      "paths": .object(paths.map { (name: $0.key, value: .object($0.value)) }),
      "components": [
        "securitySchemes": [
          "token": ["type": "http", "scheme": "bearer"],
          "session": ["type": "apiKey", "in": "cookie", "name": .text(Doorkeeper.cookie)],
        ],
        "schemas": [
          "Problem": [
            "type": "object", "required": .texts(["code", "problem", "place", "remedy"]),
            "properties": [
              "code": ["type": "string"], "problem": ["type": "string"], "place": ["type": "string"],
              "remedy": ["type": "string"],
            ],
          ]
        ],
      ],
      "security": .list([["token": .list([])], ["session": .list([])], .object([])]),
    ]
  }

  /// `/nights/:pod/stop` as `/nights/{pod}/stop`.
  private static func template(_ path: String) -> String {
    path.split(separator: "/", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }.joined(separator: "/")
  }

  private static func operation(_ route: HomeRoute) -> CanonicalJSON {
    var parameters: [CanonicalJSON] = route.parameters.map {
      let isNumber = ["night", "alert", "dream", "job"].contains($0)
      return [
        "name": .text($0), "in": "path", "required": true,
        "schema": isNumber
          ? ["type": "integer", "minimum": .number(1)] : ["type": "string", "pattern": "^[0-9a-f]{32}$"],
      ]
    }
    for field in route.query {
      parameters.append([
        "name": .text(field.name), "in": "query", "required": .bool(field.isNeeded),
        "description": .text(field.about), "schema": schema(field),
      ])
    }
    var operation: CanonicalJSON = [
      "summary": .text(route.summary), "parameters": .list(parameters), "responses": responses(route),
    ]
    if let act = route.act {
      operation = operation.with("x-act", .text(act.rawValue)).with("x-about", .text(about(route.about)))
    }
    if route.upload > 0 {
      operation = operation.with(
        "requestBody",
        [
          "required": true,
          "content": [
            "application/octet-stream": ["schema": ["type": "string", "format": "binary"]]
          ],
        ])
    } else if route.method != .get {
      let fields: CanonicalJSON = [
        "type": "object", "additionalProperties": false,
        "required": .texts(route.body.filter(\.isNeeded).map(\.name).sorted()),
        "properties": .object(route.body.map { (name: $0.name, value: schema($0, inJSON: true)) }),
      ]
      operation = operation.with(
        "requestBody",
        [
          "required": .bool(route.body.contains(where: \.isNeeded)),
          "content": ["application/json": ["schema": fields]],
        ])
    }
    return operation
  }

  /// About whom an act is: what decides who may.
  private static func about(_ about: HomeRoute.About) -> String {
    switch about {
    case .house: "house"
    case .person: "person"
    case .value(let name): "value:\(name)"
    case .pod: "pod"
    case .night: "night"
    case .alert: "alert"
    }
  }

  /// What a value may be; in a JSON body a flag may be true or false as well, and what may be left out may be `null`.
  private static func schema(_ field: HomeField, inJSON: Bool) -> CanonicalJSON {
    let plain: CanonicalJSON =
      inJSON && field.kind == .flag ? ["enum": .list(["no", "yes", false, true])] : schema(field)
    guard inJSON, !field.isNeeded else { return plain }
    return ["anyOf": .list([plain, ["type": "null"]])]
  }

  private static func schema(_ field: HomeField) -> CanonicalJSON {
    switch field.kind {
    case .text(let most):
      ["type": "string", "maxLength": .number(most), "minLength": .number(field.isNeeded ? 1 : 0)]
    case .number(let range):
      ["type": "integer", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
    case .flag: ["type": "string", "enum": .texts(["no", "yes"])]
    case .word(let words): ["type": "string", "enum": .texts(words)]
    case .clock: ["type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"]
    case .day: ["type": "string", "format": "date"]
    case .identifier: ["type": "string", "pattern": "^[0-9a-f]{32}$"]
    case .words(let words):
      // One empty value stands for none of them.
      ["type": "array", "uniqueItems": true, "items": ["type": "string", "enum": .texts(words + [""])]]
    }
  }

  private static func responses(_ route: HomeRoute) -> CanonicalJSON {
    let problem: CanonicalJSON = [
      "description": "Not done; why, and the way out.",
      "content": [
        "application/json": ["schema": ["$ref": "#/components/schemas/Problem"]],
        "text/html": ["schema": ["type": "string"]], "text/plain": ["schema": ["type": "string"]],
      ],
    ]
    let type: String =
      switch route.answers {
      case .page: "text/html"
      case .deed, .data: "application/json"
      case .stream: "text/event-stream"
      case .file(let type): type
      }
    let text: CanonicalJSON = ["schema": ["type": "string"]]
    let any: CanonicalJSON = ["schema": .object([])]
    var content: CanonicalJSON = .object([(name: type, value: type.hasSuffix("json") ? any : text)])
    if route.answers == .deed { content = content.with("text/html", text) }
    var all: [(name: String, value: CanonicalJSON)] = [
      ("200", ["description": "Here it is, or it is done.", "content": content]),
      ("303", ["description": "Go on there."]),
    ]
    for status in ["400", "401", "403", "404", "409", "413", "421", "422", "429", "503"] {
      all.append((status, problem))
    }
    return .object(all)
  }
}
