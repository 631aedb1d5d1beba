internal import SignIn

/// Data that goes out, comes in, or is destroyed.
enum DataRoutes {
  /// How large a file may be that is brought in over a page: 64 MiB.
  static let most = 64 << 20

  static func all() -> [HomeRoute] {
    [
      .page("/export/:person", .exportData, about: .person(path: "person"), "What an export holds") {
        try await ExportPage.page($0)
      },
      .get(
        "/export/:person/archive", .exportData, about: .person(path: "person"),
        "Everything about someone, as one ZIP file",
        query: [
          .optional("dreams", .flag, "Whether dreams go along; only where one may read them."),
          .optional("names", .flag, "Whether names stand in the FHIR bundle."),
          .optional("signals", .flag, "Whether the nights' signals go along; no where it is left out."),
        ], answers: .file("application/zip")
      ) { try await ExportPage.archive($0) },
      .page("/import/:person", .importData, about: .person(path: "person"), "Bring nights in") {
        try await ImportPage.page($0)
      },
      .upload(
        "/import/:person", .importData, about: .person(path: "person"),
        "Bring in nights of another system; the body is the file", most: most,
        query: [
          .needed("kind", .word(["fitbit", "oura", "apple"]), "Where they come from."),
          .optional("night", .day, "The evening, of an Apple Health export; the last where it is left out."),
        ]
      ) { try await ImportPage.keep($0) },
      .deed(
        "/people/:person/erase", .erasePerson, about: .person(path: "person"),
        "Destroy everything that is known of someone",
        [.needed("word", .text(most: 60), "Their name; erase, where they have none.")]
      ) { try await DataSection.erase($0) },
    ]
  }
}
