internal import HTTPTypes
internal import SignIn

/// One thing that can be asked of a home: its address, who may, what it takes, and what is done.
///
/// All of a home's routes stand in one table (``HomeRoutes``); the server, the OpenAPI document and the test of who may do
/// what are made from it, so that none of them can know another house than the others.
struct HomeRoute: Sendable {
  /// About whom it is: what ``HouseRules`` is asked with.
  enum About: Sendable, Hashable {
    /// About the house.
    case house
    /// About the person of a path parameter.
    case person(path: String)
    /// About the person of a value, or, where it is left out, about who asks.
    case value(String)
    /// About the sleeper of the night that runs on the pod of a path parameter.
    case pod(path: String)
    /// About the sleeper of the night of a path parameter.
    case night(path: String)
    /// About the sleeper of the alert of a path parameter.
    case alert(path: String)
  }

  let method: HTTPRequest.Method
  /// The path, such as `/nights/:pod/stop`.
  let path: String
  /// What is done; `nil` where it is open to everyone, such as the page to sign in.
  let act: Act?
  let about: About
  /// What it does, in a few words, for the OpenAPI document.
  let summary: String
  /// What stands in the address after the `?`.
  let query: [HomeField]
  /// What is sent: a form, or a flat JSON object of the same names.
  let body: [HomeField]
  /// How many bytes of a file it takes as the whole body; 0 where it takes a form or JSON.
  var upload = 0
  /// What it answers with.
  let answers: Kind
  let handler: @Sendable (HomeRequest) async throws -> HomeAnswer

  /// What a route answers with.
  enum Kind: Sendable, Hashable {
    /// A page for people.
    case page
    /// Something is done; a form is led to a page, a program gets JSON.
    case deed
    /// JSON.
    case data
    /// A file.
    case file(String)
    /// An open stream of events.
    case stream
  }

  /// A page for people.
  static func page(
    _ path: String, _ act: Act?, about: About = .house, _ summary: String, query: [HomeField] = [],
    _ handler: @escaping @Sendable (HomeRequest) async throws -> HomeAnswer
  ) -> HomeRoute {
    HomeRoute(
      method: .get, path: path, act: act, about: about, summary: summary, query: query, body: [],
      answers: .page, handler: handler)
  }

  /// Something that is done.
  static func deed(
    _ path: String, _ act: Act?, about: About = .house, _ summary: String, _ body: [HomeField] = [],
    _ handler: @escaping @Sendable (HomeRequest) async throws -> HomeAnswer
  ) -> HomeRoute {
    HomeRoute(
      method: .post, path: path, act: act, about: about, summary: summary, query: [], body: body,
      answers: .deed, handler: handler)
  }

  /// A file that is brought in: the body is the file.
  static func upload(
    _ path: String, _ act: Act?, about: About = .house, _ summary: String, most: Int,
    query: [HomeField] = [], _ handler: @escaping @Sendable (HomeRequest) async throws -> HomeAnswer
  ) -> HomeRoute {
    HomeRoute(
      method: .post, path: path, act: act, about: about, summary: summary, query: query, body: [],
      upload: most, answers: .deed, handler: handler)
  }

  /// Something that is read: data, a file or a stream.
  static func get(
    _ path: String, _ act: Act?, about: About = .house, _ summary: String, query: [HomeField] = [],
    answers: Kind = .data, _ handler: @escaping @Sendable (HomeRequest) async throws -> HomeAnswer
  ) -> HomeRoute {
    HomeRoute(
      method: .get, path: path, act: act, about: about, summary: summary, query: query, body: [],
      answers: answers, handler: handler)
  }

  /// The names of the path's parameters, in their order.
  var parameters: [String] {
    path.split(separator: "/").filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) }
  }
}
