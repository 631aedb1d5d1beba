import Bedroom
import Consent
import Foundation
import HTTPTypes
import Household
import PublicRecord
import SignIn
import SleepCore
import TestKit
import Testing
import Web

@Suite struct HomeDataTests {
  @Test("a week is kept with its zone, and a night in which clocks change says how long it really is")
  func week() async throws {
    let kit = try await HomeKit()
    // Friday 2027-03-26; the clocks of Berlin go forward on Sunday at two.
    kit.pass(seconds: 1_806_069_600 - kit.now.seconds)
    for weekday in ["6", "1"] {
      let reply = try await kit.post(
        "/week/\(kit.mia)", as: kit.ada,
        ["weekday": weekday, "program": "child-wind-down", "bed": "20:00", "wake": "06:30"])
      #expect(reply.status == .seeOther && reply.location == "/week/\(kit.mia)#day\(weekday)")
    }
    let week = try await kit.store.week(of: kit.mia)
    #expect(
      week.map(\.weekday) == [1, 6] && week.allSatisfy { $0.zone == HomeKit.zone && $0.pod == kit.pod })
    let page = try await kit.get("/week/\(kit.mia)", as: kit.ada).text
    #expect(page.contains("The clocks go forward in this night: 9 h 30 min in bed, not 10 h 30 min."))
    #expect(page.components(separatedBy: "The clocks go").count == 2)
    // The reader's week: Sunday first in the United States, and their clocks.
    let american = try await kit.get("/week/\(kit.mia)", as: kit.ada, language: "en-US").text
    let (sunday, monday) = (american.range(of: "<h2>Sunday"), american.range(of: "<h2>Monday"))
    #expect(try #require(sunday?.lowerBound) < #require(monday?.lowerBound))
    #expect(american.contains("8:00 pm") && american.contains("6:30 am"))
    for form: KeyValuePairs<String, String> in [
      ["weekday": "8", "program": "child-wind-down", "bed": "20:00"],
      ["weekday": "2", "program": "child-wind-down", "bed": "25:00"], ["weekday": "2"],
      ["weekday": "2", "program": "child-wind-down", "bed": "20:00", "zone": "Europe/Nowhere"],
    ] {
      #expect(try await kit.post("/week/\(kit.mia)", as: kit.ada, form).status == .unprocessableContent)
    }
    #expect(try await kit.post("/week/\(kit.mia)", as: kit.mia, ["weekday": "2"]).status == .forbidden)
    _ = try await kit.post("/week/\(kit.mia)", as: kit.ada, ["weekday": "1", "remove": "yes"])
    #expect(try await kit.store.week(of: kit.mia).map(\.weekday) == [6])
  }

  @Test("a routine is written down, and its steps are done evening by evening")
  func routine() async throws {
    let kit = try await HomeKit()
    let text = "Brush  teeth\r\n\r\nA <story>\n"
    #expect(try await kit.post("/routine/\(kit.mia)", as: kit.ada, ["steps": text]).status == .seeOther)
    #expect(try await kit.store.routine(of: kit.mia).map(\.text) == ["Brush teeth", "A <story>"])
    #expect(
      try await kit.post("/routine/\(kit.mia)/done", as: kit.mia, ["step": "1"]).location == "/tonight")
    #expect(try await kit.store.routine(of: kit.mia).map(\.doneOn) == [nil, kit.evening])
    let page = try await kit.get("/family/\(kit.mia)", as: kit.ada).text
    #expect(page.contains("A &lt;story&gt; <span class=\"good\">(done this evening)</span>"))
    #expect(page.contains(">\nBrush teeth\nA &lt;story&gt;</textarea>"))
    #expect(
      try await kit.post("/routine/\(kit.mia)/done", as: kit.ada, ["step": "7"]).status == .notFound)
    let many = (0..<51).map { "\($0)" }.joined(separator: "\n")
    #expect(
      try await kit.post("/routine/\(kit.mia)", as: kit.ada, ["steps": many]).status == .unprocessableContent)
  }

  @Test(
    "the export is a ZIP file that Python opens and that holds what it says, dreams where they may be read"
  )
  func export() async throws {
    let kit = try await HomeKit()
    _ = try await kit.store.keep(dream: "A lighthouse.", of: kit.ben, evening: kit.evening)
    _ = try await kit.store.keep(dream: "A secret.", of: kit.tom, evening: kit.evening)
    let page = try await kit.get("/export/\(kit.ben)", as: kit.ben)
    #expect(page.status == .ok && page.text.contains("with the dreams"))
    let reply = try await kit.get("/export/\(kit.ben)/archive?dreams=yes&names=yes", as: kit.ben)
    #expect(reply.status == .ok && reply.fields[.contentType] == "application/zip")
    let file = kit.scratch.file("out.zip")
    try Data(reply.bytes).write(to: file)
    let script = """
      import sys, zipfile
      z = zipfile.ZipFile(sys.argv[1])
      print(z.testzip())
      for i in z.infolist(): print(i.filename, oct(i.external_attr >> 16), i.date_time[0])
      print(z.read([n for n in z.namelist() if n.endswith("dreams.csv")][0]).decode())
      print("Ben" in z.read([n for n in z.namelist() if n.endswith("fhir.json")][0]).decode())
      """
    let said = try run("python3", ["-c", script, file.path])
    #expect(said.status == 0, "\(said.error)")
    let lines = said.output.split(whereSeparator: \.isNewline).map(String.init)
    #expect(lines.first == "None" && lines.last == "True" && said.output.contains("A lighthouse."))
    let today = try #require(WallClock(zone: HomeKit.zone)).reading(kit.now).day
    let top = "lumapod-\(UTCTime.name(ofDay: today))"
    for name in ["csv/people.csv", "csv/nights.csv", "csv/consents.csv", "omh.jsonl", "fhir.json"] {
      #expect(lines.contains("\(top)/\(name) 0o100600 \(kit.now.year)"), "\(name)")
    }
    #expect(!said.output.contains("A secret.") && !said.output.contains("alerts.csv.new"))
    // Nothing that is no longer sealed stays behind.
    let left = try FileManager.default.contentsOfDirectory(atPath: kit.store.folder)
    #expect(!left.contains { $0.hasPrefix("export-") })
    #expect(try await kit.store.audit(limit: 3).contains { $0.act == "export-data" && $0.by == kit.ben })

    // A teen's dreams are theirs, whoever answers for them.
    #expect(try await !kit.get("/export/\(kit.tom)", as: kit.ada).text.contains("with the dreams"))
    #expect(try await kit.get("/export/\(kit.tom)/archive?dreams=yes", as: kit.ada).status == .forbidden)
    let tom = try await kit.get("/export/\(kit.tom)/archive", as: kit.ada)
    #expect(tom.status == .ok && !tom.text.contains("A secret."))
    #expect(try await kit.get("/export/\(kit.ben)/archive", as: kit.ada).status == .forbidden)
    try await kit.signIn(kit.ben, secondsAgo: 3600)
    #expect(try await kit.get("/export/\(kit.ben)/archive", as: kit.ben).status == .unauthorized)
    #expect(try await kit.get("/export/\(kit.ben)", as: kit.ben).status == .seeOther)
  }

  @Test("an archive that goes beyond four gigabytes is opened by Python all the same")
  func farArchive() throws {
    let scratch = try ScratchFolder()
    let file = scratch.file("far.zip")
    // A hole of five gigabytes takes no room on the disk.
    let start = 5 << 30
    var zip = StoredZip(at: .now, startingAt: start)
    var bytes = try zip.add("a/one.txt", Array("one".utf8))
    bytes += try zip.add("a/zwei-ü.txt", [UInt8](repeating: 7, count: 9000))
    bytes += zip.end()
    #expect(FileManager.default.createFile(atPath: file.path, contents: nil))
    let handle = try FileHandle(forWritingTo: file)
    try handle.seek(toOffset: UInt64(start))
    try handle.write(contentsOf: Data(bytes))
    try handle.close()
    let script = """
      import sys, zipfile
      z = zipfile.ZipFile(sys.argv[1])
      print(z.testzip(), [(ascii(i.filename), i.file_size, i.header_offset) for i in z.infolist()])
      """
    let said = try run("python3", ["-c", script, file.path])
    #expect(
      said.output.contains(
        "None [(\"'a/one.txt'\", 3, \(start)), (\"'a/zwei-\\\\xfc.txt'\", 9000, \(start + 42))]"),
      "\(said.output)\(said.error)")
  }

  @Test(
    "nights of Fitbit, Oura and Apple Health come in; what cannot be read, or comes from elsewhere, does not")
  func imports() async throws {
    let kit = try await HomeKit()
    let fitbit = """
      [{"startTime": "2026-03-28T23:00:00.000", "levels": {"data": [
        {"dateTime": "2026-03-28T23:00:00.000", "level": "wake", "seconds": 300},
        {"dateTime": "2026-03-28T23:05:00.000", "level": "deep", "seconds": 1500}]}}]
      """
    let oura = """
      {"data": [{"type": "long_sleep", "bedtime_start": "2026-03-29T23:00:00+02:00",
        "bedtime_end": "2026-03-30T00:00:00+02:00", "sleep_phase_5_min": "422113342222"}]}
      """
    func record(_ value: String, _ from: String, _ to: String) -> String {
      "<Record type=\"HKCategoryTypeIdentifierSleepAnalysis\" value=\"HKCategoryValueSleepAnalysis\(value)\" "
        + "startDate=\"2026-01-05 \(from) +0100\" endDate=\"2026-01-05 \(to) +0100\"/>"
    }
    let heart = (10..<60).map { minute in
      "<Record type=\"HKQuantityTypeIdentifierHeartRate\" unit=\"count/min\" value=\"55\" "
        + "startDate=\"2026-01-05 22:\(minute):00 +0100\" endDate=\"2026-01-05 22:\(minute):00 +0100\"/>"
    }
    let apple =
      ["<HealthData>", record("InBed", "22:00:00", "23:00:00"), record("AsleepCore", "22:10:00", "23:00:00")]
      + heart + ["</HealthData>"]
    let path = "/import/\(kit.ben)"
    for (kind, text) in [("fitbit", fitbit), ("oura", oura), ("apple", apple.joined(separator: "\n"))] {
      let reply = try await kit.post("\(path)?kind=\(kind)", as: kit.ben, file: Array(text.utf8))
      #expect(reply.status == .ok && reply.json?["nights"]?.number == 1, "\(kind): \(reply.text)")
    }
    let imported = try await kit.store.imported(of: kit.ben)
    #expect(imported.map(\.source) == [.appleHealth, .fitbit, .oura])
    #expect(imported.dropFirst().first?.started == UTCTime("2026-03-28T22:00:00Z"))
    let left = try FileManager.default.contentsOfDirectory(atPath: kit.store.folder)
    #expect(!left.contains { $0.hasPrefix("import-") })

    for kind in ["fitbit", "oura", "apple"] {
      let reply = try await kit.post("\(path)?kind=\(kind)", as: kit.ben, file: Array("<x>{}".utf8))
      #expect(reply.status == .unprocessableContent && reply.json?["remedy"]?.text?.isEmpty == false)
      #expect(!reply.text.contains(kit.store.folder))
    }
    #expect(try await kit.post("\(path)?kind=diary", as: kit.ben, file: []).status == .unprocessableContent)
    #expect(try await kit.post("\(path)?kind=oura", as: kit.ada, file: Array(oura.utf8)).status == .forbidden)
    let token = try await kit.token(of: kit.ben).text
    let unasked = try await kit.send(
      .post, "\(path)?kind=oura", [.cookie: "luma=\(token)", .origin: HomeKit.origin], Array(oura.utf8))
    #expect(unasked.status == .forbidden)
    #expect(try await kit.store.imported(of: kit.ben).count == 3)
  }

  @Test("erasing asks for the name, stops the night, ends the sessions, and makes what was sealed unreadable")
  func erasing() async throws {
    let kit = try await HomeKit(hours: 8, speed: 10)
    let path = "/people/\(kit.tom)/erase"
    var profile = try await kit.store.person(kit.tom).profile
    profile.name = "Thomas Unforgotten"
    try await kit.store.update(kit.tom, profile, roles: [.sleeper])
    _ = try kit.store.backup(day: kit.evening)
    #expect(try await kit.post(path, as: kit.ada, ["word": "Mia"]).status == .unprocessableContent)
    #expect(try await kit.post(path, as: kit.tom, ["word": profile.name]).status == .forbidden)
    #expect(
      try await kit.post("/people/\(kit.ben)/erase", as: kit.ada, ["word": "Ben"]).status == .forbidden)
    #expect(try await kit.store.people().count == 6)
    let key = "\(kit.store.folder)/keys/\(kit.tom)"
    #expect(FileManager.default.fileExists(atPath: key))

    // Ben sleeps, and is erased by himself.
    let text = try await kit.get(
      "/consents/text?sleeper=\(kit.ben)&program=settle-and-fade", as: kit.ben
    ).json?["text_sha256"]?.text
    _ = try await kit.post(
      "/consents", as: kit.ben,
      json: "{\"program\": \"settle-and-fade\", \"read\": true, \"text_sha256\": \"\(text ?? "")\"}")
    let night = try await kit.nights.begin(
      .init(sleeper: kit.ben, program: "settle-and-fade", pod: kit.pod, wakeAt: nil, by: kit.ben, way: "web"),
      at: kit.now
    ).get()
    let folder = try #require(try await kit.store.nights(of: kit.ben).first?.folder)
    let gone = try await kit.post("/people/\(kit.ben)/erase", as: kit.ben, ["word": " ben "])
    #expect(gone.status == .seeOther && gone.location == "/sign-in", "\(gone.text)")
    let (last, running) = (await kit.nights.now(on: kit.pod), await kit.nights.night(of: kit.ben))
    #expect(last?.id == night.id && running == nil)
    #expect(!FileManager.default.fileExists(atPath: folder))
    #expect(try await kit.get("/family", as: kit.ben).status == .seeOther)
    await #expect(throws: HouseholdError.self) { try await kit.store.person(kit.ben) }
    #expect(throws: (any Error).self) { try kit.store.keys.signer(kit.ben) }

    #expect(try await kit.post(path, as: kit.ada, ["word": "thomas  unforgotten"]).location == "/family")
    #expect(!FileManager.default.fileExists(atPath: key))
    #expect(Set(try await kit.store.people().map(\.id)) == [kit.ada, kit.mia, kit.eve, kit.gus])
    for file in FileManager.default.enumerator(atPath: kit.store.folder)?.allObjects as? [String] ?? [] {
      let data = FileManager.default.contents(atPath: "\(kit.store.folder)/\(file)") ?? Data()
      #expect(data.range(of: Data("Unforgotten".utf8)) == nil, "\(file)")
    }
  }
}
