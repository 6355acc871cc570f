-- Names are compared byte by byte, so that a page of names is the same on every database. Text
-- columns hold the names of the contract's enum values. Null means not said.

CREATE TABLE store_meta (
  only_row integer PRIMARY KEY CHECK (only_row = 1),
  secret bytea NOT NULL CHECK (octet_length(secret) = 32)
);

CREATE TABLE store_revision (
  only_row integer PRIMARY KEY CHECK (only_row = 1),
  revision bigint NOT NULL CHECK (revision >= 0)
);
INSERT INTO store_revision (only_row, revision) VALUES (1, 0);
COMMENT ON TABLE store_revision IS
  'One row. Whoever commits locks it, so that revisions have no gaps and the feed skips nothing.';

-- Every replica listens; the notice only wakes, the table decides.
CREATE FUNCTION notify_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('banso_revision', NEW.revision::text);
  RETURN NULL;
END
$$;
CREATE TRIGGER store_revision_notify AFTER UPDATE ON store_revision
  FOR EACH ROW WHEN (OLD.revision <> NEW.revision) EXECUTE FUNCTION notify_revision();

CREATE TABLE changes (
  revision bigint NOT NULL CHECK (revision > 0),
  position integer NOT NULL,
  kind text NOT NULL,
  name text COLLATE "C" NOT NULL,
  deleted boolean NOT NULL,
  PRIMARY KEY (revision, position)
);

CREATE TABLE claims (
  key bytea PRIMARY KEY,
  owner text COLLATE "C" NOT NULL,
  value bytea NOT NULL
);
CREATE INDEX claims_owner ON claims (owner);

CREATE TABLE requests (
  id bytea PRIMARY KEY,
  digest bytea NOT NULL,
  response bytea NOT NULL,
  revision bigint NOT NULL,
  used_micros bigint NOT NULL,
  owner text COLLATE "C"
);
CREATE INDEX requests_used ON requests (used_micros);
CREATE INDEX requests_owner ON requests (owner);
COMMENT ON COLUMN requests.used_micros IS 'microseconds since 1970';

CREATE TABLE candidates (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  stage text,
  status text,
  first_interview_time timestamptz,
  home_prefecture text,
  skills_assessed boolean NOT NULL,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL
);

CREATE TABLE employers (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  display_name text,
  corporate_group text,
  industry text,
  prefecture text,
  state text,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL
);

CREATE TABLE internships (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  employer text COLLATE "C" NOT NULL REFERENCES employers (name),
  title text,
  programme_type text,
  industry text,
  occupation text,
  prefecture text,
  remote boolean NOT NULL,
  paid boolean NOT NULL,
  seats bigint NOT NULL CHECK (seats >= 0),
  seats_taken bigint NOT NULL,
  application_deadline_time timestamptz,
  state text,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  CONSTRAINT seats_taken_within_seats CHECK (seats_taken BETWEEN 0 AND seats)
);
CREATE INDEX internships_employer ON internships (employer);

CREATE TABLE advisors (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  employer text COLLATE "C" REFERENCES employers (name),
  state text,
  max_active_candidates bigint NOT NULL CHECK (max_active_candidates >= 0),
  active_candidates bigint NOT NULL CHECK (active_candidates >= 0),
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL
);
CREATE INDEX advisors_employer ON advisors (employer) WHERE employer IS NOT NULL;

CREATE TABLE taxonomies (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  message bytea NOT NULL
);
