-- What is private moves out of `message` into `sealed`; the server seals what earlier versions kept
-- in plain when it first opens the database.
ALTER TABLE candidates ADD COLUMN sealed BLOB NOT NULL DEFAULT x'';
ALTER TABLE employers ADD COLUMN sealed BLOB NOT NULL DEFAULT x'';
ALTER TABLE internships ADD COLUMN sealed BLOB NOT NULL DEFAULT x'';
ALTER TABLE advisors ADD COLUMN sealed BLOB NOT NULL DEFAULT x'';
ALTER TABLE taxonomies ADD COLUMN sealed BLOB NOT NULL DEFAULT x'';

-- Answers were kept in plain. Their ids stay, so that nothing is done twice.
UPDATE requests SET response = x'';

CREATE TABLE principals (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  role TEXT,
  candidate TEXT,
  advisor TEXT,
  employer TEXT,
  disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  sealed BLOB NOT NULL DEFAULT x''
) STRICT;

CREATE TABLE tokens (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  principal TEXT NOT NULL REFERENCES principals (name),
  expire_time TEXT,
  revoke_time TEXT,
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  sealed BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE INDEX tokens_principal ON tokens (principal);

CREATE TABLE engagements (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  candidate TEXT NOT NULL REFERENCES candidates (name),
  advisor TEXT NOT NULL REFERENCES advisors (name),
  start_time TEXT,
  end_time TEXT,
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  sealed BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE INDEX engagements_candidate ON engagements (candidate);
CREATE INDEX engagements_advisor ON engagements (advisor);

CREATE TABLE applications (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  internship TEXT NOT NULL REFERENCES internships (name),
  state TEXT,
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  sealed BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE INDEX applications_internship ON applications (internship);

-- Records outlive whom they name, so they refer to nobody.
CREATE TABLE provision_records (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  recipient TEXT,
  internship TEXT,
  provide_time TEXT,
  keep_until_time TEXT,
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  sealed BLOB NOT NULL DEFAULT x''
) STRICT;

CREATE TABLE deletion_requests (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  recipient TEXT,
  due_time TEXT,
  confirm_time TEXT,
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  sealed BLOB NOT NULL DEFAULT x''
) STRICT;

CREATE TABLE rights_requests (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  candidate TEXT,
  due_time TEXT,
  answer_time TEXT,
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  sealed BLOB NOT NULL DEFAULT x''
) STRICT;

CREATE TABLE tombstones (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  erase_time TEXT,
  key_destroyed INTEGER NOT NULL CHECK (key_destroyed IN (0, 1)),
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  sealed BLOB NOT NULL DEFAULT x''
) STRICT;

CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  sealed BLOB NOT NULL DEFAULT x''
) STRICT;

-- What every write left. `kind` is the name of the resource's table.
CREATE TABLE versions (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 0),
  message BLOB NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (kind, name, revision)
) STRICT;
INSERT INTO versions (kind, name, revision, message, sealed)
  SELECT 'candidates', name, revision, message, sealed FROM candidates
  UNION ALL SELECT 'employers', name, revision, message, sealed FROM employers
  UNION ALL SELECT 'internships', name, revision, message, sealed FROM internships
  UNION ALL SELECT 'advisors', name, revision, message, sealed FROM advisors
  UNION ALL SELECT 'taxonomies', name, revision, message, sealed FROM taxonomies;

-- The number of the newest row of the log, which stays when rows are forgotten.
ALTER TABLE store_revision
  ADD COLUMN audit_number INTEGER NOT NULL DEFAULT 0 CHECK (audit_number >= 0);

CREATE TABLE audit (
  number INTEGER PRIMARY KEY CHECK (number > 0),
  time_micros INTEGER NOT NULL,
  principal TEXT NOT NULL,
  entry BLOB NOT NULL,
  chain BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE INDEX audit_principal ON audit (principal, number);
CREATE INDEX audit_time ON audit (time_micros);

CREATE TABLE audit_subjects (
  subject TEXT NOT NULL,
  number INTEGER NOT NULL REFERENCES audit (number) ON DELETE CASCADE,
  PRIMARY KEY (subject, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_subjects_number ON audit_subjects (number);
