#!/bin/bash
# Generates the Python stubs of the contract with stock tools.
#
#   clients/python/generate.sh [OUT]     OUT is where they go; clients/python/gen if not said
#
# Needs the Debian packages protobuf-compiler, protobuf-compiler-grpc, libprotobuf-dev and, for the
# details of errors, golang-github-gogo-googleapis-dev. To use the stubs: python3-grpcio.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=${1:-$root/clients/python/gen}
google=${BANSO_GOOGLEAPIS:-/usr/share/gocode/src/github.com/gogo/googleapis}
mkdir -p "$out"

(cd "$root/proto" && protoc -I . --python_out="$out" --pyi_out="$out" --grpc_python_out="$out" \
  --plugin=protoc-gen-grpc_python="$(command -v grpc_python_plugin)" banso/v1/*.proto)
# google.rpc is what errors carry their details in; the contract itself does not import it.
protoc -I "$google" --python_out="$out" --pyi_out="$out" \
  google/rpc/code.proto google/rpc/status.proto google/rpc/error_details.proto

# `google` is shared with google.protobuf: a package without __init__.py, as it is generated.
