-- What is private moves out of `message` into `sealed`; the server seals what earlier versions kept
-- in plain when it first opens the database.
ALTER TABLE candidates ADD COLUMN sealed bytea NOT NULL DEFAULT '';
ALTER TABLE employers ADD COLUMN sealed bytea NOT NULL DEFAULT '';
ALTER TABLE internships ADD COLUMN sealed bytea NOT NULL DEFAULT '';
ALTER TABLE advisors ADD COLUMN sealed bytea NOT NULL DEFAULT '';
ALTER TABLE taxonomies ADD COLUMN sealed bytea NOT NULL DEFAULT '';

-- Answers were kept in plain. Their ids stay, so that nothing is done twice.
UPDATE requests SET response = '';

CREATE TABLE principals (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  role text,
  candidate text COLLATE "C",
  advisor text COLLATE "C",
  employer text COLLATE "C",
  disabled boolean NOT NULL,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  sealed bytea NOT NULL DEFAULT ''
);

CREATE TABLE tokens (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  principal text COLLATE "C" NOT NULL REFERENCES principals (name),
  expire_time timestamptz,
  revoke_time timestamptz,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  sealed bytea NOT NULL DEFAULT ''
);
CREATE INDEX tokens_principal ON tokens (principal);

CREATE TABLE engagements (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  candidate text COLLATE "C" NOT NULL REFERENCES candidates (name),
  advisor text COLLATE "C" NOT NULL REFERENCES advisors (name),
  start_time timestamptz,
  end_time timestamptz,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  sealed bytea NOT NULL DEFAULT ''
);
CREATE INDEX engagements_candidate ON engagements (candidate);
CREATE INDEX engagements_advisor ON engagements (advisor);

CREATE TABLE applications (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  internship text COLLATE "C" NOT NULL REFERENCES internships (name),
  state text,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  sealed bytea NOT NULL DEFAULT ''
);
CREATE INDEX applications_internship ON applications (internship);

-- Records outlive whom they name, so they refer to nobody.
CREATE TABLE provision_records (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  recipient text COLLATE "C",
  internship text COLLATE "C",
  provide_time timestamptz,
  keep_until_time timestamptz,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  sealed bytea NOT NULL DEFAULT ''
);

CREATE TABLE deletion_requests (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  recipient text COLLATE "C",
  due_time timestamptz,
  confirm_time timestamptz,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  sealed bytea NOT NULL DEFAULT ''
);

CREATE TABLE rights_requests (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  candidate text COLLATE "C",
  due_time timestamptz,
  answer_time timestamptz,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  sealed bytea NOT NULL DEFAULT ''
);

CREATE TABLE tombstones (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  erase_time timestamptz,
  key_destroyed boolean NOT NULL,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  sealed bytea NOT NULL DEFAULT ''
);

CREATE TABLE settings (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  sealed bytea NOT NULL DEFAULT ''
);

CREATE TABLE versions (
  kind text NOT NULL,
  name text COLLATE "C" NOT NULL,
  revision bigint NOT NULL CHECK (revision > 0),
  message bytea NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (kind, name, revision)
);
COMMENT ON TABLE versions IS
  'What every write left. kind is the name of the table of the resource.';
INSERT INTO versions (kind, name, revision, message, sealed)
  SELECT 'candidates', name, revision, message, sealed FROM candidates
  UNION ALL SELECT 'employers', name, revision, message, sealed FROM employers
  UNION ALL SELECT 'internships', name, revision, message, sealed FROM internships
  UNION ALL SELECT 'advisors', name, revision, message, sealed FROM advisors
  UNION ALL SELECT 'taxonomies', name, revision, message, sealed FROM taxonomies;

ALTER TABLE store_revision
  ADD COLUMN audit_number bigint NOT NULL DEFAULT 0 CHECK (audit_number >= 0);
COMMENT ON COLUMN store_revision.audit_number IS
  'The number of the newest row of the log, which stays when rows are forgotten.';

CREATE TABLE audit (
  number bigint PRIMARY KEY CHECK (number > 0),
  time_micros bigint NOT NULL,
  principal text COLLATE "C" NOT NULL,
  entry bytea NOT NULL,
  chain bytea NOT NULL DEFAULT ''
);
CREATE INDEX audit_principal ON audit (principal, number);
CREATE INDEX audit_time ON audit (time_micros);
COMMENT ON COLUMN audit.time_micros IS 'microseconds since 1970';

CREATE TABLE audit_subjects (
  subject text COLLATE "C" NOT NULL,
  number bigint NOT NULL REFERENCES audit (number) ON DELETE CASCADE,
  PRIMARY KEY (subject, number)
);
CREATE INDEX audit_subjects_number ON audit_subjects (number);
