-- Times are RFC 3339 text in UTC; *_micros are microseconds since 1970. Text columns hold the names
-- of the contract's enum values. Null means not said.

CREATE TABLE store_meta (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  secret BLOB NOT NULL CHECK (length(secret) = 32)
) STRICT;

CREATE TABLE store_revision (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  revision INTEGER NOT NULL CHECK (revision >= 0)
) STRICT;
INSERT INTO store_revision (only_row, revision) VALUES (1, 0);

CREATE TABLE changes (
  revision INTEGER NOT NULL CHECK (revision > 0),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE claims (
  key BLOB NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_owner ON claims (owner);

CREATE TABLE requests (
  id BLOB NOT NULL PRIMARY KEY,
  digest BLOB NOT NULL,
  response BLOB NOT NULL,
  revision INTEGER NOT NULL,
  used_micros INTEGER NOT NULL,
  owner TEXT
) STRICT;
CREATE INDEX requests_used ON requests (used_micros);
CREATE INDEX requests_owner ON requests (owner);

CREATE TABLE candidates (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  stage TEXT,
  status TEXT,
  first_interview_time TEXT,
  home_prefecture TEXT,
  skills_assessed INTEGER NOT NULL CHECK (skills_assessed IN (0, 1)),
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL
) STRICT;

CREATE TABLE employers (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  display_name TEXT,
  corporate_group TEXT,
  industry TEXT,
  prefecture TEXT,
  state TEXT,
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL
) STRICT;

CREATE TABLE internships (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  employer TEXT NOT NULL REFERENCES employers (name),
  title TEXT,
  programme_type TEXT,
  industry TEXT,
  occupation TEXT,
  prefecture TEXT,
  remote INTEGER NOT NULL CHECK (remote IN (0, 1)),
  paid INTEGER NOT NULL CHECK (paid IN (0, 1)),
  seats INTEGER NOT NULL CHECK (seats >= 0),
  seats_taken INTEGER NOT NULL,
  application_deadline_time TEXT,
  state TEXT,
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  CONSTRAINT seats_taken_within_seats CHECK (seats_taken BETWEEN 0 AND seats)
) STRICT;
CREATE INDEX internships_employer ON internships (employer);

CREATE TABLE advisors (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  employer TEXT REFERENCES employers (name),
  state TEXT,
  max_active_candidates INTEGER NOT NULL CHECK (max_active_candidates >= 0),
  active_candidates INTEGER NOT NULL CHECK (active_candidates >= 0),
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL
) STRICT;
CREATE INDEX advisors_employer ON advisors (employer) WHERE employer IS NOT NULL;

CREATE TABLE taxonomies (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  message BLOB NOT NULL
) STRICT;
