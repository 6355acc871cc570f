#!/bin/bash
# package_check.sh FOLDER
# Installs the Debian packages of a folder into a bare Debian 12 of its own, starts the server as
# its unit does but without systemd, asks it something, removes and purges it, and looks at what is
# left. Needs root, debootstrap and a Debian mirror (MIRROR); exits with 77, having said why, where
# it cannot.
set -euo pipefail
MIRROR=${MIRROR:-http://deb.debian.org/debian}
packages=$(cd "$1" && pwd)

say() { printf '==> %s\n' "$*"; }
skip() { echo "package_check.sh: skipped: $*" >&2; exit 77; }
fail() { echo "package_check.sh: $*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || skip "only root can make a Debian"
command -v debootstrap >/dev/null || skip "debootstrap is not installed"
ls "$packages"/banso-server_*.deb "$packages"/banso_*.deb >/dev/null || fail "no packages in $1"

base=$(mktemp -d /var/tmp/banso-package.XXXXXX)
root=$base/root
server=
stop() {
  [ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
  umount "$root/proc" 2>/dev/null || true
  rm -rf --one-file-system "$base"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say "making a bare Debian 12"
debootstrap --variant=minbase bookworm "$root" "$MIRROR" >"$base/debootstrap.log" 2>&1 || {
  tail -n 3 "$base/debootstrap.log" >&2
  skip "no Debian could be made from $MIRROR"
}
mount -t proc proc "$root/proc" || skip "there may be no /proc in it here"

# enter COMMAND...: becomes a command in it. inside COMMAND...: runs one.
enter() {
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"
}
inside() { (enter "$@"); }
# apt_get LOG WORD...
apt_get() {
  inside apt-get -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 \
    "${@:2}" >"$base/$1.log" 2>&1 || {
    cat "$base/$1.log" >&2
    fail "apt-get ${*:2}"
  }
}
# expect WHAT IS WANTED
expect() { [ "$2" = "$3" ] || fail "$1 is \"$2\", not \"$3\""; }
mode_of() { inside stat -c '%a %U:%G' "$1"; }
gone() { [ ! -e "$root$1" ] || fail "$1 is still there"; }

# start_server: as the unit says, with what systemd would hand over; sets `address`.
start_server() {
  local unit=/usr/lib/systemd/system/banso-server.service
  local credentials=/run/credentials/banso-server.service
  inside install -d -m 0755 "$credentials"
  inside install -o banso -g banso -m 0400 /etc/banso/master.key "$credentials/master.key"
  local command
  command=$(sed -n "s|^ExecStart=||p" "$root$unit" | sed "s|%d|$credentials|g")
  [ -n "$command" ] || fail "the unit starts nothing"
  # Any free port: the one of the options may be taken on this machine.
  # shellcheck disable=SC2086  # the unit's words
  enter setpriv --reuid=banso --regid=banso --init-groups --no-new-privs --bounding-set=-all \
    env CREDENTIALS_DIRECTORY="$credentials" $command --listen 127.0.0.1:0 \
    >"$base/server.out" 2>"$base/server.log" &
  server=$!
  local deadline=$((SECONDS + 60))
  local line="banso-server listening on "
  until address=$(sed -n "s/^$line//p" "$base/server.out") && [ -n "$address" ]; do
    kill -0 "$server" 2>/dev/null && [ $SECONDS -lt $deadline ] ||
      { cat "$base/server.log" >&2; fail "the server did not start"; }
    sleep 0.1
  done
}
stop_server() {
  kill -TERM "$server"
  local code=0
  wait "$server" || code=$?
  server=
  expect "the exit code of the server" $code 0
}
who_am_i() { inside banso --server "$address" --token-file /root/admin.token whoami; }

say "installing"
cp "$packages"/banso-server_*.deb "$packages"/banso_*.deb "$root/tmp/"
debs=("$root"/tmp/*.deb)
debs=("${debs[@]#"$root"}")
apt_get install install "${debs[@]}"
expect "/var/lib/banso" "$(mode_of /var/lib/banso)" "700 banso:banso"
expect "/etc/banso" "$(mode_of /etc/banso)" "750 root:banso"
expect "/etc/banso/server.toml" "$(mode_of /etc/banso/server.toml)" "640 root:banso"
expect "/etc/banso/master.key" "$(mode_of /etc/banso/master.key)" "600 root:root"
expect "the master key" "$(inside base64 -d /etc/banso/master.key | wc -c)" 32
expect "the shell of banso" "$(inside getent passwd banso | cut -d: -f7)" /usr/sbin/nologin
expect "the conffiles" /etc/banso/server.toml \
  "$(inside dpkg-query -W -f '${Conffiles}' banso-server | awk 'NF {print $1}')"
key=$(cat "$root/etc/banso/master.key")

say "starting it as its unit does"
(umask 077 && inside banso-admin --bootstrap >"$root/root/admin.token")
start_server
who_am_i | grep -qi admin || fail "the admin is not known"
stop_server
expect "what is not of the user banso" "$(inside find /var/lib/banso ! -user banso)" ""
expect "what others may read" "$(inside find /var/lib/banso -type f -perm /077)" ""

say "removing it and installing it again"
apt_get remove remove banso-server banso
for file in /usr/bin/banso-server /usr/bin/banso /usr/sbin/banso-admin \
  /usr/lib/systemd/system/banso-server.service /usr/share/doc/banso-server; do gone "$file"; done
echo '# changed by the operator' >>"$root/etc/banso/server.toml"
apt_get install install "${debs[@]}"
expect "the master key" "$(cat "$root/etc/banso/master.key")" "$key"
grep -q 'changed by the operator' "$root/etc/banso/server.toml" || fail "the options were replaced"
start_server
who_am_i | grep -qi admin || fail "the admin is not known any more"
stop_server

say "purging it"
apt_get purge purge banso-server banso
gone /etc/banso/server.toml
for kept in /var/lib/banso /etc/banso/master.key; do
  grep -q "$kept is kept" "$base/purge.log" || fail "purging does not say that $kept is kept"
done
expect "the master key" "$(cat "$root/etc/banso/master.key")" "$key"
inside test -s /var/lib/banso/keys.db || fail "the keys are gone"
expect "what is left elsewhere" "$(inside find / -xdev \( -path /proc -o -path /tmp -o -path /run \
  -o -path /var/lib/banso -o -path /etc/banso \) -prune -o -name '*banso*' -print)" ""
say "all is well"
