import Foundation
import TestKit
import Testing

@Suite("a home as its family has it, and as programs ask it", .serialized)
struct HomeJourneyTests {
  /// A house of its own on a free port; a Python beside it is told where it is, and the owner's code, if any.
  ///
  /// A script, since a child of the test that lives on would inherit what other tests wait for to be closed.
  private static let script = """
    set -u
    L="$1"; D="$2"; P="$3"; S="$4"; shift 4
    for f in /proc/$BASHPID/fd/*; do n=${f##*/}; [ "$n" -gt 2 ] && eval "exec $n>&-"; done
    "$L" home --state "$D/home" --port 0 "$@" >"$D/said" 2>"$D/complaints" &
    server=$!
    trap 'kill $server 2>/dev/null; wait $server 2>/dev/null' EXIT
    for try in $(seq 600); do grep -q '^The house is at' "$D/said" && break; sleep 0.05; done
    url=$(sed -n 's/^The house is at \\(.*\\)\\/$/\\1/p' "$D/said")
    code=$(sed -n 's/.*within 15 minutes: //p' "$D/said")
    "$P" "$S" "$url" $code
    status=$?
    kill -0 $server || { echo "failed: the server is gone"; status=1; }
    cat "$D/complaints"
    exit $status
    """

  private static let browser: String? = [
    "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
  ]
  .first(where: FileManager.default.isExecutableFile)

  private func visit(_ peer: String, _ python: String, _ arguments: [String]) throws -> (Int32, String) {
    let scratch = try ScratchFolder()
    let peers = SharedMaterial.projectRoot.appending(path: "Tests/peers")
    let answer = try run(
      "bash",
      ["-c", Self.script, "bash", try #require(luma), scratch.url.path, python]
        + [peers.appending(path: peer).path] + arguments,
      environment: [
        "LUMA_HOME": SharedMaterial.projectRoot.path, "LUMA_STATE": scratch.file("state").path,
        "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1",
      ])
    return (answer.status, answer.output + answer.error)
  }

  @Test(
    "a browser goes from the first start to a watched night, its morning and an alert, and meets no hurdle"
  )
  func journey() throws {
    guard let python = peerPython else { return }
    guard Self.browser != nil else { return print("skipped: no chromium here for a family's journey") }
    let (status, said) = try visit("home_journey.py", python, ["--speed", "90", "--hours", "3"])
    #expect(status == 0, "\(said)")
    #expect(said.contains("ok axe finds nothing serious or critical"), "\(said)")
    let figures = said.split(separator: "\n").filter { $0.contains("loads") || $0.hasPrefix("axe") }
    print(figures.joined(separator: "\n"))
  }

  @Test(
    "whatever the OpenAPI document allows, and whatever it does not, nothing breaks and all is as it says")
  func schema() throws {
    guard let python = peerPython else { return }
    let (status, said) = try visit("home_schema.py", python, ["--demo"])
    #expect(status == 0, "\(said)")
    #expect(said.contains("ok as the owner"), "\(said)")
    print(said.split(separator: "\n").filter { $0.hasPrefix("ok as") }.joined(separator: "\n"))
  }
}
