#!/bin/bash
# Runs buf over the contract; exits 77 where buf is not installed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# The binary of this machine, without the wrapper that would need Node to run.
buf=$(find "$here/node_modules/@bufbuild" -path '*/bin/buf' 2>/dev/null | head -n 1) || true
if [ ! -x "$buf" ]; then
  echo "buf is not installed: run npm ci --prefix tests/lint"
  exit 77
fi
cd "$here/../.."
exec "$buf" "$@"
