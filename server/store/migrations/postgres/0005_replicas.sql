-- The servers of this store. Whoever has to know that a commit acts everywhere waits for those
-- whose lease holds, by the clock of this database.
CREATE SEQUENCE replica_places;
CREATE TABLE replicas (
  id text COLLATE "C" PRIMARY KEY,
  place bigint NOT NULL UNIQUE,
  applied_revision bigint NOT NULL,
  lease_end timestamptz NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE replicas IS
  'One row for each server. The one with the smallest place whose lease holds does the jobs.';
