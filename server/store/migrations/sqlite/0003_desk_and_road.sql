-- What the desk, the accompaniment and the placements keep.

CREATE TABLE desk_days (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  date TEXT NOT NULL,
  state TEXT,
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  sealed BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE UNIQUE INDEX desk_days_date ON desk_days (date) WHERE state <> 'CANCELLED';

CREATE TABLE sessions (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  candidate TEXT NOT NULL REFERENCES candidates (name),
  advisor TEXT REFERENCES advisors (name),
  desk_day TEXT REFERENCES desk_days (name),
  kind TEXT,
  state TEXT,
  start_time TEXT,
  end_time TEXT,
  request_time TEXT,
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  sealed BLOB NOT NULL DEFAULT x'',
  CONSTRAINT sessions_end_after_start CHECK (start_time < end_time),
  CONSTRAINT sessions_that_hold_time CHECK (
    coalesce(state, '') NOT IN ('OFFERED', 'CONFIRMED')
    OR (advisor IS NOT NULL AND start_time IS NOT NULL AND end_time IS NOT NULL))
) STRICT;
CREATE INDEX sessions_candidate ON sessions (candidate);
CREATE INDEX sessions_advisor ON sessions (advisor) WHERE advisor IS NOT NULL;
CREATE INDEX sessions_desk_day ON sessions (desk_day) WHERE desk_day IS NOT NULL;

-- Nobody holds two sessions that overlap.
CREATE TRIGGER sessions_insert_without_overlap BEFORE INSERT ON sessions
WHEN NEW.state IN ('OFFERED', 'CONFIRMED') AND EXISTS (
  SELECT 1 FROM sessions AS other
  WHERE other.name <> NEW.name AND other.state IN ('OFFERED', 'CONFIRMED')
    AND (other.advisor = NEW.advisor OR other.candidate = NEW.candidate)
    AND other.start_time < NEW.end_time AND NEW.start_time < other.end_time)
BEGIN
  SELECT raise(ABORT, 'a session overlaps another one');
END;
CREATE TRIGGER sessions_update_without_overlap BEFORE UPDATE ON sessions
WHEN NEW.state IN ('OFFERED', 'CONFIRMED') AND EXISTS (
  SELECT 1 FROM sessions AS other
  WHERE other.name <> NEW.name AND other.state IN ('OFFERED', 'CONFIRMED')
    AND (other.advisor = NEW.advisor OR other.candidate = NEW.candidate)
    AND other.start_time < NEW.end_time AND NEW.start_time < other.end_time)
BEGIN
  SELECT raise(ABORT, 'a session overlaps another one');
END;

CREATE TABLE support_plans (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  candidate TEXT NOT NULL REFERENCES candidates (name),
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  sealed BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE UNIQUE INDEX support_plans_candidate ON support_plans (candidate);

CREATE TABLE entry_sheets (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  candidate TEXT NOT NULL REFERENCES candidates (name),
  state TEXT,
  reviewer TEXT REFERENCES advisors (name),
  review_due_time TEXT,
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  sealed BLOB NOT NULL DEFAULT x'',
  -- One reviewer holds a version, and only while it is in review.
  CONSTRAINT entry_sheets_reviewer CHECK (
    reviewer IS NULL OR coalesce(state, '') IN ('IN_REVIEW', 'COMMENTED'))
) STRICT;
CREATE INDEX entry_sheets_candidate ON entry_sheets (candidate);
CREATE INDEX entry_sheets_reviewer ON entry_sheets (reviewer) WHERE reviewer IS NOT NULL;

CREATE TABLE offers (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  application TEXT NOT NULL REFERENCES applications (name),
  state TEXT,
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  sealed BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE INDEX offers_application ON offers (application);

CREATE TABLE messages (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  candidate TEXT REFERENCES candidates (name),
  advisor TEXT REFERENCES advisors (name),
  state TEXT,
  not_before_time TEXT,
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  sealed BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE INDEX messages_candidate ON messages (candidate) WHERE candidate IS NOT NULL;
CREATE INDEX messages_advisor ON messages (advisor) WHERE advisor IS NOT NULL;

CREATE TABLE match_events (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  ranking_id TEXT,
  kind TEXT,
  event_time TEXT,
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  sealed BLOB NOT NULL DEFAULT x''
) STRICT;

CREATE TABLE reports (
  name TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  publish_time TEXT,
  create_time TEXT,
  update_time TEXT,
  message BLOB NOT NULL,
  sealed BLOB NOT NULL DEFAULT x''
) STRICT;
