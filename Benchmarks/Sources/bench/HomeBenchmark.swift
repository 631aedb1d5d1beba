internal import Foundation
internal import SleepCore

/// How quickly a home's pages answer: the program itself, a made-up household with a year of nights, 200 requests a second
/// from another process, each counted from the moment at which it was due.
struct HomeBenchmark {
  let place: Place
  /// How often it is measured.
  let runs: Int

  private struct Answer: Decodable {
    let requests: Int
    let failed: Int
    let median_ms: Double
    let p99_ms: Double
    let most_ms: Double
    let pages: [String: Double]
  }

  func run(into results: inout Results) throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") else {
      return results.skip("home: there is no /usr/bin/python3 to ask its pages with")
    }
    let home = Process()
    home.executableURL = place.home.appending(path: ".build/release/luma")
    home.arguments = [
      "home", "--demo", "--demo-days", "365", "--port", "0", "--state",
      place.scratch.appending(path: "home").path,
    ]
    home.environment = ProcessInfo.processInfo.environment.merging(["LUMA_HOME": place.home.path]) { $1 }
    let words = Pipe()
    home.standardOutput = words
    try home.run()
    defer {
      home.terminate()
      home.waitUntilExit()
    }
    let url = try address(words.fileHandleForReading)
    var (medians, p99s, most): ([Double], [Double], [Double]) = ([], [], [])
    var pages: [String: [Double]] = [:]
    var failed = 0
    for _ in 0..<max(3, runs / 3) {
      let answer = try load(url)
      medians.append(answer.median_ms)
      p99s.append(answer.p99_ms)
      most.append(answer.most_ms)
      failed += answer.failed
      for (page, time) in answer.pages {
        let name = page.hasPrefix("/mornings/") ? "/mornings/…" : page
        pages[name, default: []].append(time)
      }
    }
    let subject = "pages, 200 requests a second, a year of nights"
    results.add("home", subject, "median", unit: "ms", medians)
    results.add("home", subject, "99 of 100", unit: "ms", p99s, note: "wanted 20")
    results.add("home", subject, "slowest", unit: "ms", most)
    results.add("home", subject, "not answered with 200", unit: "", [Double(failed)])
    for (page, times) in pages.sorted(by: { $0.key < $1.key }) {
      results.add("home", subject, "99 of 100 of \(page)", unit: "ms", times)
    }
  }

  /// Where the house is, as it says.
  private func address(_ output: FileHandle) throws -> String {
    var said = ""
    while let line = String(data: output.availableData, encoding: .utf8), !line.isEmpty {
      said += line
      if let found = said.split(separator: "\n").first(where: { $0.hasPrefix("The house is at ") }) {
        return String(found.dropFirst("The house is at ".count))
      }
    }
    throw BenchError(place: "luma home", problem: "it did not start: \(said)", remedy: "Run it by hand.")
  }

  private func load(_ url: String) throws -> Answer {
    let client = Process()
    client.executableURL = URL(filePath: "/usr/bin/python3")
    client.arguments = [
      place.home.appending(path: "Benchmarks/peers/home_load.py").path, url, "15", "200", "Ada",
      "four quiet evening walks",
    ]
    let answer = Pipe()
    client.standardOutput = answer
    try client.run()
    let data = answer.fileHandleForReading.readDataToEndOfFile()
    client.waitUntilExit()
    do {
      return try JSONDecoder().decode(Answer.self, from: data)
    } catch {
      throw BenchError(
        place: "home_load.py", problem: "it said \(String(decoding: data.prefix(300), as: UTF8.self))",
        remedy: "Run it by hand.")
    }
  }
}
