internal import GRDB

/// The tables, as migrations: one is never changed once it has shipped; a later one changes what it did.
enum Schema {
  /// Names and statements, in their order.
  ///
  /// Whatever says something about a person stands in a column `sealed`, under that person's key. What stands
  /// open are identifiers, days, hashes and yes or no: what the house must ask for without opening anybody's
  /// papers.
  static let migrations: [(name: String, sql: String)] = [
    ("2026-11-25 people", people), ("2026-11-25 consent", consent), ("2026-11-25 nights", nights),
    ("2026-11-25 mornings", mornings), ("2026-11-25 audit", audit),
    ("2026-11-25 sign-in", signIn), ("2026-11-25 evenings", evenings),
  ]

  static func migrator(upTo count: Int = migrations.count) -> DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for (name, sql) in migrations.prefix(count) {
      migrator.registerMigration(name) { db in try db.execute(sql: sql) }
    }
    return migrator
  }

  private static let people = """
    CREATE TABLE people (
      id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32 AND id NOT GLOB '*[^0-9a-f]*'),
      created_at INTEGER NOT NULL CHECK (created_at >= 0),
      sealed BLOB NOT NULL
    ) STRICT;
    CREATE TABLE person_roles (
      person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      role TEXT NOT NULL CHECK (role IN ('sleeper', 'guardian', 'engineer', 'guest')),
      PRIMARY KEY (person, role)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE guardianships (
      guardian TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      sleeper TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      CHECK (guardian <> sleeper),
      PRIMARY KEY (guardian, sleeper)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX guardianships_sleeper ON guardianships (sleeper);
    CREATE TABLE pods (
      id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32 AND id NOT GLOB '*[^0-9a-f]*'),
      name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60)
    ) STRICT;
    """

  /// A row of a living person can be neither changed nor removed here; a person's end takes theirs along,
  /// because their own row is gone by the time that the rows below it go.
  private static let consent = """
    CREATE TABLE consent_entries (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL CHECK (kind IN ('receipt', 'withdrawal')),
      sleeper TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      giver TEXT REFERENCES people (id) ON DELETE CASCADE,
      line TEXT UNIQUE,
      receipt_id TEXT UNIQUE CHECK (length(receipt_id) = 64),
      sealed BLOB,
      CHECK ((kind = 'receipt') = (sealed IS NOT NULL AND giver IS NOT NULL AND receipt_id IS NOT NULL)),
      CHECK ((kind = 'withdrawal') = (line IS NOT NULL))
    ) STRICT;
    CREATE INDEX consent_entries_sleeper ON consent_entries (sleeper, seq);
    CREATE TABLE answers (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      sleeper TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      by TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      night INTEGER NOT NULL CHECK (night >= 0),
      is_yes INTEGER NOT NULL CHECK (is_yes IN (0, 1)),
      at INTEGER NOT NULL CHECK (at >= 0)
    ) STRICT;
    CREATE INDEX answers_night ON answers (sleeper, night, seq);
    CREATE TABLE attempts (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL CHECK (at >= 0),
      way TEXT NOT NULL CHECK (length(way) BETWEEN 1 AND 20),
      by TEXT CHECK (length(by) = 32),
      sleeper TEXT NOT NULL CHECK (length(sleeper) = 32),
      program TEXT NOT NULL CHECK (length(program) = 64),
      door TEXT NOT NULL CHECK (door IN ('choose', 'schedule', 'bring', 'run')),
      code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 40)
    ) STRICT;
    CREATE TABLE unlocks (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      sleeper TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      stage TEXT NOT NULL CHECK (stage IN ('pulses', 'dreamscapes', 'trials')),
      by TEXT NOT NULL CHECK (length(by) = 32),
      at INTEGER NOT NULL CHECK (at >= 0),
      UNIQUE (sleeper, stage)
    ) STRICT;
    CREATE TABLE commitments (
      hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
      at INTEGER NOT NULL CHECK (at >= 0)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER attempts_stay BEFORE DELETE ON attempts
      BEGIN SELECT RAISE (ABORT, 'attempts are only added to'); END;
    CREATE TRIGGER attempts_hold BEFORE UPDATE ON attempts
      BEGIN SELECT RAISE (ABORT, 'attempts are only added to'); END;
    CREATE TRIGGER commitments_stay BEFORE DELETE ON commitments
      BEGIN SELECT RAISE (ABORT, 'commitments are only added to'); END;
    CREATE TRIGGER commitments_hold BEFORE UPDATE ON commitments
      BEGIN SELECT RAISE (ABORT, 'commitments are only added to'); END;
    CREATE TRIGGER consent_entries_hold BEFORE UPDATE ON consent_entries
      BEGIN SELECT RAISE (ABORT, 'what was consented to does not change'); END;
    CREATE TRIGGER consent_entries_stay BEFORE DELETE ON consent_entries
      WHEN EXISTS (SELECT 1 FROM people WHERE id = OLD.sleeper)
        AND (OLD.giver IS NULL OR EXISTS (SELECT 1 FROM people WHERE id = OLD.giver))
      BEGIN SELECT RAISE (ABORT, 'consents are withdrawn, not removed'); END;
    CREATE TRIGGER answers_hold BEFORE UPDATE ON answers
      BEGIN SELECT RAISE (ABORT, 'an answer does not change'); END;
    CREATE TRIGGER answers_stay BEFORE DELETE ON answers
      WHEN EXISTS (SELECT 1 FROM people WHERE id = OLD.sleeper)
        AND EXISTS (SELECT 1 FROM people WHERE id = OLD.by)
      BEGIN SELECT RAISE (ABORT, 'an answer stays'); END;
    """

  private static let nights = """
    CREATE TABLE schedules (
      sleeper TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      pod TEXT NOT NULL REFERENCES pods (id),
      weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
      program TEXT NOT NULL CHECK (length(program) = 64),
      program_name TEXT NOT NULL CHECK (length(program_name) BETWEEN 1 AND 60),
      bed INTEGER NOT NULL CHECK (bed BETWEEN 0 AND 1439),
      wake INTEGER CHECK (wake BETWEEN 0 AND 1439),
      zone TEXT NOT NULL CHECK (length(zone) BETWEEN 1 AND 64),
      PRIMARY KEY (sleeper, weekday)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE nights (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      sleeper TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      pod TEXT NOT NULL REFERENCES pods (id),
      evening INTEGER NOT NULL CHECK (evening >= 0),
      folder TEXT NOT NULL UNIQUE CHECK (length(folder) BETWEEN 1 AND 500),
      program TEXT NOT NULL CHECK (length(program) = 64),
      program_name TEXT NOT NULL CHECK (length(program_name) BETWEEN 1 AND 60),
      program_version TEXT NOT NULL CHECK (length(program_version) BETWEEN 1 AND 40),
      stage TEXT NOT NULL CHECK (stage IN ('sound', 'pulses', 'dreamscapes', 'trials')),
      receipt TEXT NOT NULL CHECK (length(receipt) = 64),
      record_origin TEXT, record_size INTEGER, record_root TEXT, record_entry INTEGER,
      started_at INTEGER NOT NULL CHECK (started_at >= 0),
      ended_at INTEGER CHECK (ended_at >= started_at),
      sealed BLOB,
      CHECK ((record_origin IS NULL) = (record_size IS NULL) AND (record_size IS NULL) = (record_root IS NULL)
        AND (record_root IS NULL) = (record_entry IS NULL))
    ) STRICT;
    CREATE INDEX nights_evening ON nights (sleeper, evening);
    """

  private static let audit = """
    CREATE TABLE audit (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL CHECK (at >= 0),
      way TEXT NOT NULL CHECK (length(way) BETWEEN 1 AND 20),
      by TEXT CHECK (length(by) = 32),
      act TEXT NOT NULL CHECK (length(act) BETWEEN 1 AND 40),
      about TEXT CHECK (length(about) BETWEEN 1 AND 64)
    ) STRICT;
    CREATE TRIGGER audit_stays BEFORE DELETE ON audit
      BEGIN SELECT RAISE (ABORT, 'the audit is only added to'); END;
    CREATE TRIGGER audit_holds BEFORE UPDATE ON audit
      BEGIN SELECT RAISE (ABORT, 'the audit is only added to'); END;
    """

  private static let mornings = """
    CREATE TABLE diary (
      sleeper TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      evening INTEGER NOT NULL CHECK (evening >= 0),
      sealed BLOB NOT NULL,
      PRIMARY KEY (sleeper, evening)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE dreams (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      sleeper TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      evening INTEGER NOT NULL CHECK (evening >= 0),
      sealed BLOB NOT NULL
    ) STRICT;
    CREATE INDEX dreams_evening ON dreams (sleeper, evening);
    CREATE TABLE imported (
      sleeper TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 40),
      started_at INTEGER NOT NULL CHECK (started_at >= 0),
      sealed BLOB NOT NULL,
      PRIMARY KEY (sleeper, source, started_at)
    ) STRICT, WITHOUT ROWID;
    """
}
