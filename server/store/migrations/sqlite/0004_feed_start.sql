-- Changes up to here, included, may be gone.
CREATE TABLE feed_start (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  revision INTEGER NOT NULL CHECK (revision >= 0)
) STRICT;
INSERT INTO feed_start (only_row, revision) VALUES (1, 0);
