import Foundation
import TestKit
import Testing

@Suite("a record from its first entry to a journalist's audit, by the program itself", .serialized)
struct RecordJourneyTests {
  /// Everything on loopback: three witnesses, an operator's server, a pod, a reporter, and a dishonest operator.
  ///
  /// A script, since a child of the test that lives on would inherit what other tests wait for to be closed. Each
  /// finding is a line `name=value`.
  private static let script = """
    set -u
    L="$1"; D="$2"; P="$3"
    cd "$D"
    for f in /proc/$BASHPID/fd/*; do n=${f##*/}; [ "$n" -gt 2 ] && eval "exec $n>&-"; done
    pids=""
    trap 'kill -9 $pids 2>/dev/null' EXIT
    base=$((20000 + RANDOM % 30000))
    say() { printf '%s=%s\\n' "$1" "$2"; }
    until_answers() { for try in $(seq 200); do curl -s -o /dev/null "$1" && return; sleep 0.05; done; say dead "$1"; exit 1; }
    export LUMA_STATE="$D/operator"
    witnesses=""
    for i in 1 2 3; do
      "$L" record key witness.example/$i --witness --out w$i.key >w$i.vkey || exit 1
      witnesses="$witnesses --witness $(cat w$i.vkey)=http://127.0.0.1:$((base + i))"
    done
    "$L" record init pub --name example.org/pub $witnesses >/dev/null 2>&1 || exit 1
    key=$(awk '/^log/{print $2}' pub/policy)
    for i in 1 2 3; do
      "$L" witness serve wit$i --key w$i.key --log "$key" --port $((base + i)) >/dev/null 2>&1 & pids="$pids $!"
    done
    for i in 1 2 3; do until_answers http://127.0.0.1:$((base + i))/; done
    url=http://127.0.0.1:$base
    "$L" record serve pub --port $base >/dev/null 2>serve.err & server=$!; pids="$pids $server"
    until_answers $url/checkpoint
    export LUMA_RECORD_WORD=$(cat pub/word)
    "$L" record append --to $url --program rain-to-dawn --program nap >/dev/null; say append $?
    LUMA_RECORD_WORD=guess "$L" record append --to $url --program deep-rest >/dev/null 2>&1; say stranger $?
    say secret $(curl -s -o /dev/null -w '%{http_code}' --path-as-is $url/tile/../key)

    export LUMA_STATE="$D/pod"
    "$L" record follow $url --policy pub/policy >/dev/null; say follow $?
    "$L" night --source virtual:19 --program deep-rest --sound none --out n0 >/dev/null 2>&1; say library $?
    cp "$P/Library/Programs/nap.yaml" hidden.yaml; echo "# hidden" >>hidden.yaml
    "$L" night --source virtual:19 --program ./hidden.yaml --sound none --out n1 >/dev/null 2>hidden.err; say hidden $?
    "$L" night --source virtual:19 --program rain-to-dawn --sound none --realtime --out n2 >/dev/null 2>halted.err &
    night=$!; pids="$pids $night"
    for try in $(seq 400); do [ -s n2/events.jsonl ] && break; sleep 0.05; done
    sleep 1
    before=$(date +%s%N)
    "$L" record halt --to $url rain-to-dawn --reason "It brought nightmares." >/dev/null; say halt $?
    wait $night; say ended $?
    say ms $((($(date +%s%N) - before) / 1000000))
    say why "$(tail -1 n2/events.jsonl | grep -c '"why":"halted"')"
    "$L" night --source virtual:19 --program rain-to-dawn --sound none --out n3 >/dev/null 2>&1; say again $?
    "$L" record nights --to $url n2 >/dev/null; say nights $?
    say reached "$(curl -s $url/ | grep -c '1 pod: half within')"

    "$L" incident report --what seizure --how-bad severe,hospital --who adult --night nap --words secretword \
      >receipt.txt 2>incident.err; say report $?
    "$L" night --source virtual:19 --program nap --sound none --out n4 >/dev/null 2>home.err; say home $?
    "$L" incident serve --port $((base + 9)) >/dev/null 2>&1 & pids="$pids $!"
    until_answers http://127.0.0.1:$((base + 9))/
    say own $(curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:$((base + 9))/cases)
    say foreign $(curl -s -o /dev/null -w '%{http_code}' -H 'Host: evil.example' http://127.0.0.1:$((base + 9))/cases)
    say private "$(grep -rlc secretword pub | wc -l)"
    commitment=$(grep -o '"commitment":"[0-9a-f]*"' receipt.txt | head -1 | cut -d'"' -f4)
    "$L" record prove $url --commitment "$commitment" --out proofs >/dev/null; say prove $?
    "$L" record verify proofs/*.tlog-proof --policy pub/policy >/dev/null; say verify $?

    halted=3
    "$L" record lift lift.json --halt $halted --reason "The cause was found and mended." --key pub-keepers/keeper-1.key >/dev/null
    cp lift.json early.json
    "$L" record lift lift.json --key pub-keepers/keeper-3.key >/dev/null
    "$L" record append --to $url --entry lift.json >/dev/null; say lift $?
    "$L" record follow >/dev/null
    "$L" night --source virtual:19 --program rain-to-dawn --sound none --out n5 >/dev/null 2>lifted.err; say lifted $?

    "$L" record bundle $url --out pub.tar >/dev/null; say bundle $?
    "$L" record verify pub.tar --policy pub/policy >bundle.txt; say opens $?
    mkdir r && tar -xf pub.tar -C r
    python3 r/verify.py >verify.txt; say python $?
    "$L" record append --to $url --entry early.json >/dev/null
    "$L" record audit $url --policy pub/policy >early.txt; say early $?
    curl -s $url/checkpoint >kept.checkpoint
    bundle=$(ls r/tile/entries/000.p/*)
    printf x | dd of="$bundle" bs=1 seek=3000 conv=notrunc 2>/dev/null
    python3 r/verify.py >/dev/null; say pythontampered $?
    served=$(ls -t pub/tile/entries/000.p/* | head -1)
    cp "$served" whole; printf x | dd of="$served" bs=1 seek=3000 conv=notrunc 2>/dev/null
    "$L" record audit $url --policy pub/policy >tampered.txt; say tampered $?
    cp whole "$served"

    # The operator goes back to before the report, with the same key, and without asking the witnesses.
    kill $server; wait $server 2>/dev/null
    sed '/^witness/d;/^group/d;s/^quorum.*/quorum none/' pub/policy >alone.policy
    mkdir old && cp pub/key pub/word old/ && cp alone.policy old/policy
    LUMA_STATE="$D/operator" "$L" record append --to old --program rain-to-dawn --program nap >/dev/null 2>&1
    "$L" record audit old --policy pub/policy --kept kept.checkpoint --receipt proofs/*.tlog-proof >removed.txt; say removed $?
    python3 -m http.server $base --bind 127.0.0.1 --directory old >/dev/null 2>&1 & pids="$pids $!"
    until_answers $url/checkpoint
    "$L" record follow >/dev/null 2>back.err; say back $?
    "$L" record follow --gossip old/checkpoint >gossip.txt 2>&1; say gossip $?
    say evidence "$(ls pod/records/*/evidence 2>/dev/null | wc -l)"
    """

  private static let hasTools: Bool = {
    guard ["/usr/bin/curl", "/bin/bash", "/usr/bin/python3"].allSatisfy(FileManager.default.isExecutableFile)
    else {
      print("skipped: no curl, bash or python3")
      return false
    }
    return true
  }()

  @Test(
    "it is followed, halts a running night, keeps a report private and provable, and every dishonesty is caught",
    .enabled(if: hasTools))
  func journey() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "lumapod-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = try run(
      "/bin/bash",
      ["-c", Self.script, "journey", try #require(luma), folder.path, SharedMaterial.projectRoot.path],
      environment: ["LUMA_HOME": SharedMaterial.projectRoot.path, "NO_COLOR": "1"])
    var found: [String: String] = [:]
    for line in result.output.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 { found[parts[0]] = parts[1] }
    }
    func text(_ name: String) -> String {
      (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }
    #expect(result.status == 0, "\(result.error)\n\(result.output)\n\(text("serve.err"))")
    for name in [
      "append", "follow", "halt", "nights", "ended", "report", "prove", "verify", "lift", "lifted", "bundle",
      "opens",
    ] {
      #expect(found[name] == "0", "\(name): \(text("lifted.err"))")
    }
    #expect(found["stranger"] != "0", "only the operator appends")
    #expect(found["secret"] == "404", "the key is not served")
    #expect(found["library"] == "0", "the release's own record still counts beside a fresh one")
    #expect(found["hidden"] == "65" && text("hidden.err").contains("it is in no record"))
    #expect(
      try #require(Int(found["ms"] ?? "")) < 10_000, "a halt reaches a running night within ten seconds")
    #expect(found["why"] == "1" && text("halted.err").contains("It brought nightmares."))
    #expect(found["again"] == "65", "a halted program never starts")
    #expect(found["reached"] == "1", "the pod tells how long it took")
    #expect(found["home"] == "65" && text("home.err").contains("halted in this home"))
    #expect(found["own"] == "200" && found["foreign"] == "421", "another site's name does not open the cases")
    #expect(found["private"] == "0" && text("receipt.txt").contains("c2sp.org/tlog-proof@v1"))
    #expect(found["early"] == "1" && text("early.txt").contains("without enough of the keys"))
    #expect(found["python"] == "0" && text("verify.txt").contains("every entry is what was signed"))
    #expect(found["pythontampered"] == "1")
    #expect(found["tampered"] == "1" && text("tampered.txt").contains("NOT in order"))
    #expect(found["removed"] == "1" && text("removed.txt").contains("receipt"))
    #expect(found["back"] == "1", "what too few witnesses signed is not taken in")
    #expect(found["gossip"] == "1" && text("gossip.txt").contains("SPLIT"))
    #expect(found["evidence"] == "2", "both heads are kept")
  }
}
