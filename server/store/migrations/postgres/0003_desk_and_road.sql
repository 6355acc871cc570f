-- What the desk, the accompaniment and the placements keep.

CREATE TABLE desk_days (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  date text NOT NULL,
  state text,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  sealed bytea NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX desk_days_date ON desk_days (date) WHERE state <> 'CANCELLED';

CREATE TABLE sessions (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  candidate text COLLATE "C" NOT NULL REFERENCES candidates (name),
  advisor text COLLATE "C" REFERENCES advisors (name),
  desk_day text COLLATE "C" REFERENCES desk_days (name),
  kind text,
  state text,
  start_time timestamptz,
  end_time timestamptz,
  request_time timestamptz,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  sealed bytea NOT NULL DEFAULT '',
  CONSTRAINT sessions_end_after_start CHECK (start_time < end_time),
  CONSTRAINT sessions_that_hold_time CHECK (
    coalesce(state, '') NOT IN ('OFFERED', 'CONFIRMED')
    OR (advisor IS NOT NULL AND start_time IS NOT NULL AND end_time IS NOT NULL))
);
CREATE INDEX sessions_candidate ON sessions (candidate);
CREATE INDEX sessions_advisor ON sessions (advisor) WHERE advisor IS NOT NULL;
CREATE INDEX sessions_desk_day ON sessions (desk_day) WHERE desk_day IS NOT NULL;

-- Nobody holds two sessions that overlap. A range of one name holds that name alone.
CREATE TYPE name_range AS RANGE (subtype = text, collation = "C");
ALTER TABLE sessions
  ADD CONSTRAINT sessions_of_advisor_without_overlap EXCLUDE USING gist (
    name_range(advisor, advisor, '[]') WITH &&, tstzrange(start_time, end_time) WITH &&)
    WHERE (state IN ('OFFERED', 'CONFIRMED')),
  ADD CONSTRAINT sessions_of_candidate_without_overlap EXCLUDE USING gist (
    name_range(candidate, candidate, '[]') WITH &&, tstzrange(start_time, end_time) WITH &&)
    WHERE (state IN ('OFFERED', 'CONFIRMED'));

CREATE TABLE support_plans (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  candidate text COLLATE "C" NOT NULL REFERENCES candidates (name),
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  sealed bytea NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX support_plans_candidate ON support_plans (candidate);

CREATE TABLE entry_sheets (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  candidate text COLLATE "C" NOT NULL REFERENCES candidates (name),
  state text,
  reviewer text COLLATE "C" REFERENCES advisors (name),
  review_due_time timestamptz,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  sealed bytea NOT NULL DEFAULT '',
  -- One reviewer holds a version, and only while it is in review.
  CONSTRAINT entry_sheets_reviewer CHECK (
    reviewer IS NULL OR coalesce(state, '') IN ('IN_REVIEW', 'COMMENTED'))
);
CREATE INDEX entry_sheets_candidate ON entry_sheets (candidate);
CREATE INDEX entry_sheets_reviewer ON entry_sheets (reviewer) WHERE reviewer IS NOT NULL;

CREATE TABLE offers (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  application text COLLATE "C" NOT NULL REFERENCES applications (name),
  state text,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  sealed bytea NOT NULL DEFAULT ''
);
CREATE INDEX offers_application ON offers (application);

CREATE TABLE messages (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  candidate text COLLATE "C" REFERENCES candidates (name),
  advisor text COLLATE "C" REFERENCES advisors (name),
  state text,
  not_before_time timestamptz,
  attempts bigint NOT NULL CHECK (attempts >= 0),
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  sealed bytea NOT NULL DEFAULT ''
);
CREATE INDEX messages_candidate ON messages (candidate) WHERE candidate IS NOT NULL;
CREATE INDEX messages_advisor ON messages (advisor) WHERE advisor IS NOT NULL;

CREATE TABLE match_events (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  ranking_id text COLLATE "C",
  kind text,
  event_time timestamptz,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  sealed bytea NOT NULL DEFAULT ''
);

CREATE TABLE reports (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  publish_time timestamptz,
  create_time timestamptz,
  update_time timestamptz,
  message bytea NOT NULL,
  sealed bytea NOT NULL DEFAULT ''
);
