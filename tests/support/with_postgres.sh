#!/bin/bash
# with_postgres.sh COMMAND [ARGUMENT...]
# Runs a command beside a PostgreSQL server of its own, with PGHOST, PGUSER and PGDATABASE set, and
# removes the server afterwards. Works as root, when the server runs as user postgres, and as an
# ordinary user. FSYNC=on makes commits durable, for measuring; POSTGRES_OPTIONS are more options of
# the server, such as "-c shared_buffers=1GB". The exit code is the command's.
set -euo pipefail

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
if [ -z "$bin" ]; then
  echo "with_postgres.sh: no PostgreSQL server here; install the package postgresql" >&2
  exit 1
fi
dir=$(mktemp -d /tmp/banso-postgres.XXXXXX)
as=()
if [ "$(id -u)" = 0 ]; then
  # PostgreSQL refuses to run as root.
  chown postgres:postgres "$dir"
  chmod 711 "$dir"
  as=(setpriv --reuid=postgres --regid=postgres --init-groups --reset-env)
fi
stop() {
  (cd / && "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate -s stop) >/dev/null 2>&1 || true
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

(
  # The user postgres may not be able to enter the current folder.
  cd /
  "${as[@]}" "$bin/initdb" -D "$dir/data" -U app -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
    >/dev/null
  "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -s -w -l "$dir/log" -o \
    "-k $dir -c listen_addresses='' -c unix_socket_permissions=0777 -c fsync=${FSYNC:-off} \
     ${POSTGRES_OPTIONS:-}" \
    start || { cat "$dir/log" >&2; exit 1; }
  "$bin/createdb" -h "$dir" -U app app
)
export PGHOST=$dir PGUSER=app PGDATABASE=app
unset PGPORT PGOPTIONS PGSERVICE
# Not exec: the trap has to run.
"$@"
