import Foundation
import TestKit
import Testing

/// The program itself, as a user starts it, beside the tests that were built with it.
let luma: String? = {
  let folders = [
    Bundle.main.executableURL?.deletingLastPathComponent(),
    SharedMaterial.projectRoot.appending(path: ".build/release"),
    SharedMaterial.projectRoot.appending(path: ".build/debug"),
  ]
  return folders.compactMap { $0?.appending(path: "luma").path }
    .first(where: FileManager.default.isExecutableFile(atPath:))
}()

/// Starts the program and waits for what it says.
func call(_ arguments: String..., environment: [String: String] = [:]) throws
  -> (status: Int32, output: String, error: String)
{
  try callAll(arguments, environment: environment)
}

/// Starts the program with a list of arguments.
func callAll(_ arguments: [String], environment: [String: String] = [:]) throws
  -> (status: Int32, output: String, error: String)
{
  let program = try #require(luma)
  let home = [
    "LUMA_HOME": SharedMaterial.projectRoot.path, "NO_COLOR": "1",
    "LUMA_STATE": NSTemporaryDirectory() + "lumapod-no-state",
  ]
  return try run(program, arguments, environment: home.merging(environment) { $1 })
}
