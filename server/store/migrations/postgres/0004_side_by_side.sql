-- Commits run side by side. Their numbers come from sequences, so they may become visible out of
-- the order of their numbers, and a commit that fails leaves a gap. Whoever draws a number announces
-- it before, by a shared advisory lock that names the newest number drawn so far and that
-- PostgreSQL releases once the commit can be seen. A reader that takes the newest number, then looks
-- for announcements, and then reads, has seen everything that will ever be at or below the smallest
-- of them. Statements of a function that is VOLATILE each see what was committed before them.

CREATE SEQUENCE revision_numbers MINVALUE 0;
SELECT setval('revision_numbers', revision) FROM store_revision;
CREATE SEQUENCE audit_numbers MINVALUE 0;
SELECT setval('audit_numbers', audit_number) FROM store_revision;

-- The keys of advisory locks: a relation, whose id no other schema of the database has, and the
-- lower half of a number.
CREATE FUNCTION lock_key(relation regclass, number bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT (relation::oid::bigint << 32) | (number & 4294967295)
$$;

-- To be called before nextval(), in a statement of its own or a step before it.
CREATE FUNCTION announce(numbers regclass) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(lock_key(numbers, pg_sequence_last_value(numbers)));
END
$$;

-- `newest`: was drawn last. `complete`: whatever has a number up to here, and has not failed, can be
-- seen by the next statement. An announcement is less than 2^31 numbers away from the newest.
CREATE FUNCTION drawn_numbers(numbers regclass, OUT newest bigint, OUT complete bigint)
LANGUAGE plpgsql AS $$
BEGIN
  newest := pg_sequence_last_value(numbers);
  SELECT least(newest,
               min(newest - (((newest - objid::bigint + 2147483648) & 4294967295) - 2147483648)))
    INTO complete
    FROM pg_locks
    WHERE locktype = 'advisory' AND classid = numbers::oid AND objsubid = 1
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
END
$$;

-- Begins a commit: waits for every other that concerns one of the same things, of which `things` are
-- the hashes (1 to 2^32 - 1, rising), and returns a revision, or without `draws` the newest. Of two
-- commits that concern one thing, the later one so has the larger revision. One of very many things
-- waits for everybody instead: the server's table of locks is not that large.
CREATE FUNCTION begin_commit(things bigint[], draws boolean) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  thing bigint;
BEGIN
  IF cardinality(things) > 256 THEN
    PERFORM pg_advisory_xact_lock(lock_key('changes', 0));
  ELSIF cardinality(things) > 0 THEN
    PERFORM pg_advisory_xact_lock_shared(lock_key('changes', 0));
    FOREACH thing IN ARRAY things LOOP
      PERFORM pg_advisory_xact_lock(lock_key('changes', thing));
    END LOOP;
  END IF;
  IF NOT draws THEN
    RETURN pg_sequence_last_value('revision_numbers');
  END IF;
  PERFORM announce('revision_numbers');
  RETURN nextval('revision_numbers');
END
$$;

-- Up to here every number of the audit log was given to a row for good. Above it, a number that was
-- drawn and then not used (the server was killed during the commit) still gets a row that says so.
CREATE TABLE audit_settled (
  only_row integer PRIMARY KEY CHECK (only_row = 1),
  number bigint NOT NULL CHECK (number >= 0)
);
INSERT INTO audit_settled (only_row, number) SELECT 1, audit_number FROM store_revision;

-- Appends rows, and returns the number of the last one. To be the last statement before the commit,
-- so that what fails has drawn no number. Subject i belongs to row subject_rows[i], from 1.
CREATE FUNCTION append_audit(times bigint[], principals text[], entries bytea[],
                             subjects text[], subject_rows integer[]) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  numbers bigint[] := '{}';
BEGIN
  PERFORM announce('audit_numbers');
  -- Mostly there is one row of one subject: a loop begins faster than a statement over arrays.
  FOR i IN 1 .. cardinality(times) LOOP
    numbers[i] := nextval('audit_numbers');
    INSERT INTO audit (number, time_micros, principal, entry)
      VALUES (numbers[i], times[i], principals[i], entries[i]);
  END LOOP;
  FOR i IN 1 .. cardinality(subjects) LOOP
    INSERT INTO audit_subjects (subject, number) VALUES (subjects[i], numbers[subject_rows[i]]);
  END LOOP;
  RETURN numbers[cardinality(numbers)];
END
$$;

-- How far the log can be read: `newest` and `complete` as of drawn_numbers(); `settled`; and how many
-- rows there are above `settled` up to `complete`.
CREATE FUNCTION audit_reach(OUT newest bigint, OUT complete bigint, OUT settled bigint,
                            OUT present bigint)
LANGUAGE plpgsql AS $$
BEGIN
  SELECT drawn.newest, drawn.complete INTO newest, complete
    FROM drawn_numbers('audit_numbers') AS drawn;
  SELECT number, (SELECT count(*) FROM audit
                  WHERE audit.number > audit_settled.number AND audit.number <= audit_reach.complete)
    INTO settled, present
    FROM audit_settled;
END
$$;

-- Changes up to here, included, may be gone.
CREATE TABLE feed_start (
  only_row integer PRIMARY KEY CHECK (only_row = 1),
  revision bigint NOT NULL CHECK (revision >= 0)
);
INSERT INTO feed_start (only_row, revision) VALUES (1, 0);

-- A server of an earlier version knows nothing of the locks, and what it would read as the newest
-- revision stands still. Both its commits and its feed are refused.
DROP TABLE store_revision;
DROP FUNCTION notify_revision();
CREATE FUNCTION refuse_older_servers()
RETURNS TABLE (only_row integer, revision bigint, audit_number bigint)
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'this database belongs to a newer version of banso-server than the one that asks'
    USING ERRCODE = 'operator_intervention', HINT = 'Stop the servers of the older version.';
END
$$;
CREATE FUNCTION refuse_older_commit() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refuse_older_servers();
  RETURN NULL;
END
$$;
CREATE VIEW store_revision AS SELECT * FROM refuse_older_servers();
COMMENT ON VIEW store_revision IS 'Only there to refuse servers of earlier versions.';
CREATE TRIGGER store_revision_refuse INSTEAD OF INSERT OR UPDATE ON store_revision
  FOR EACH ROW EXECUTE FUNCTION refuse_older_commit();

-- What the server has always kept to, for whoever writes by other means.
DO $$
DECLARE
  kind record;
BEGIN
  FOR kind IN
    SELECT * FROM (VALUES
      ('candidates', '''candidates/'''), ('employers', '''employers/'''),
      ('internships', 'employer || ''/internships/'''), ('advisors', '''advisors/'''),
      ('taxonomies', '''taxonomies/'''), ('principals', '''principals/'''),
      ('tokens', 'principal || ''/tokens/'''), ('engagements', '''engagements/'''),
      ('applications', '''applications/'''), ('provision_records', '''provisionRecords/'''),
      ('deletion_requests', '''deletionRequests/'''), ('rights_requests', '''rightsRequests/'''),
      ('tombstones', '''tombstones/'''), ('settings', '''settings/'''),
      ('desk_days', '''deskDays/'''), ('sessions', '''sessions/'''),
      ('support_plans', '''supportPlans/'''), ('entry_sheets', '''entrySheets/'''),
      ('offers', '''offers/'''), ('messages', '''messages/'''),
      ('match_events', '''matchEvents/'''), ('reports', '''reports/'''))
      AS kinds (name, beginning)
  LOOP
    -- Of its kind, below its parent, and with an id that is not a path.
    EXECUTE format(
      'ALTER TABLE %1$I ADD CONSTRAINT %1$s_name CHECK (starts_with(name, %2$s)
         AND length(name) > length(%2$s) AND position(''/'' IN substr(name, length(%2$s) + 1)) = 0),
       ADD CONSTRAINT %1$s_revision CHECK (revision > 0)', kind.name, kind.beginning);
  END LOOP;
END
$$;
ALTER TABLE desk_days
  ADD CONSTRAINT desk_days_date_is_one CHECK (date ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$');
ALTER TABLE changes
  ADD CONSTRAINT changes_position CHECK (position >= 0),
  ADD CONSTRAINT changes_of_something CHECK (kind <> '' AND name <> '');
ALTER TABLE versions ADD CONSTRAINT versions_of_something CHECK (kind <> '' AND name <> '');
ALTER TABLE claims ADD CONSTRAINT claims_owner_is_said CHECK (owner <> '');
ALTER TABLE requests ADD CONSTRAINT requests_id_is_said CHECK (octet_length(id) > 0);
ALTER TABLE audit_subjects ADD CONSTRAINT audit_subjects_subject_is_said CHECK (subject <> '');
