#!/bin/bash
# run.sh PROGRAM [ROWS [QUERIES [REGIME [SEED]]]]
# Ranks the same openings for the same candidates by the engine, by numpy and by PostgreSQL, and
# prints how long each took as a ratio. PROGRAM is the built peers_export. Called by ./dev bench.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$1 rows=${2:-100000} queries=${3:-10} regime=${4:-unselective} seed=${5:-20261201}
rounds=${ROUNDS:-11}
# The server's user reads nothing here: psql copies the files to it.
folder=$(mktemp -d /tmp/banso-peers.XXXXXX)
trap 'rm -rf "$folder"' EXIT

"$program" "$folder" "$rows" "$queries" "$rounds" "$regime" "$seed"
# /usr/bin/python3 is the one that Debian's numpy belongs to.
/usr/bin/python3 "$here/numpy_peer.py" "$folder" "$rounds"
POSTGRES_OPTIONS="-c shared_buffers=1GB -c max_parallel_workers=2" \
  "$here/../../tests/support/with_postgres.sh" \
  /usr/bin/python3 "$here/postgres_peer.py" "$folder" "$rounds"
echo "$rows rows, $regime, top 20, p50 of $queries candidates, seed $seed"
awk -F'\t' '
  { name[NR] = $1; time[NR] = $2; is_peer[NR] = $1 == "numpy" || $1 == "postgres" }
  END {
    printf "%-10s %12s", "", "p50 us"
    for (i = 1; i <= NR; ++i) if (!is_peer[i]) printf " %14s", "vs " name[i]
    printf "\n"
    for (i = 1; i <= NR; ++i) {
      printf "%-10s %12.1f", name[i], time[i]
      for (j = 1; j <= NR; ++j) if (!is_peer[j]) printf " %13.3fx", time[i] / time[j]
      printf "\n"
    }
  }' "$folder/times.tsv"
