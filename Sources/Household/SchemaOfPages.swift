extension Schema {
  /// How people sign in: hashes of passwords, pictures and names of passkeys are sealed; public keys, hashes
  /// of tokens and of codes say nothing about anyone.
  static let signIn = """
    CREATE TABLE accounts (
      person TEXT NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
      is_owner INTEGER NOT NULL DEFAULT 0 CHECK (is_owner IN (0, 1)),
      sealed BLOB
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE passkeys (
      credential BLOB NOT NULL PRIMARY KEY CHECK (length(credential) BETWEEN 1 AND 1023),
      person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      public_key BLOB NOT NULL CHECK (length(public_key) BETWEEN 1 AND 2048),
      counter INTEGER NOT NULL CHECK (counter BETWEEN 0 AND 4294967295),
      backup_eligible INTEGER NOT NULL CHECK (backup_eligible IN (0, 1)),
      backed_up INTEGER NOT NULL CHECK (backed_up IN (0, 1) AND backed_up <= backup_eligible),
      created_at INTEGER NOT NULL CHECK (created_at >= 0),
      used_at INTEGER CHECK (used_at >= 0),
      sealed BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX passkeys_person ON passkeys (person);
    CREATE TABLE sessions (
      hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
      person TEXT REFERENCES people (id) ON DELETE CASCADE,
      pod TEXT REFERENCES pods (id) ON DELETE CASCADE,
      created_at INTEGER NOT NULL CHECK (created_at >= 0),
      used_at INTEGER NOT NULL CHECK (used_at >= 0),
      signed_in_at INTEGER NOT NULL CHECK (signed_in_at >= 0),
      label TEXT NOT NULL CHECK (length(label) <= 60),
      CHECK ((person IS NULL) <> (pod IS NULL))
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sessions_person ON sessions (person);
    CREATE INDEX sessions_pod ON sessions (pod);
    CREATE TABLE codes (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      purpose TEXT NOT NULL CHECK (purpose IN ('owner', 'invitation')),
      person TEXT REFERENCES people (id) ON DELETE CASCADE,
      hash TEXT NOT NULL CHECK (length(hash) BETWEEN 1 AND 128),
      expires_at INTEGER NOT NULL CHECK (expires_at >= 0),
      attempts INTEGER NOT NULL CHECK (attempts BETWEEN 0 AND 5),
      CHECK ((purpose = 'invitation') = (person IS NOT NULL))
    ) STRICT;
    CREATE UNIQUE INDEX codes_owner ON codes (purpose) WHERE person IS NULL;
    CREATE UNIQUE INDEX codes_person ON codes (person) WHERE person IS NOT NULL;
    """

  /// What evenings and mornings on the pages need.
  static let evenings = """
    CREATE TABLE alerts (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      night INTEGER REFERENCES nights (id) ON DELETE CASCADE,
      sleeper TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
      at INTEGER NOT NULL CHECK (at >= 0),
      answered_at INTEGER CHECK (answered_at >= 0),
      answered_by TEXT REFERENCES people (id) ON DELETE SET NULL,
      CHECK (answered_by IS NULL OR answered_at IS NOT NULL)
    ) STRICT;
    CREATE UNIQUE INDEX alerts_open ON alerts (sleeper, kind) WHERE answered_at IS NULL;
    CREATE INDEX alerts_sleeper ON alerts (sleeper, at);
    CREATE TABLE settings (
      name TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 40),
      value TEXT NOT NULL CHECK (length(value) <= 200)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE reaction_tests (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      sleeper TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      evening INTEGER NOT NULL CHECK (evening >= 0),
      sealed BLOB NOT NULL
    ) STRICT;
    CREATE INDEX reaction_tests_evening ON reaction_tests (sleeper, evening);
    CREATE TABLE routines (
      sleeper TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 49),
      done_on INTEGER CHECK (done_on >= 0),
      sealed BLOB NOT NULL,
      PRIMARY KEY (sleeper, position)
    ) STRICT, WITHOUT ROWID;
    """
}
