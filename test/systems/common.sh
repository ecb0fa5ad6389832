#!/usr/bin/env bash
# common.sh - sourced by every recipe. No side effects when sourced.
# Conventions of every recipe:   NAME.sh start DIR PORT | stop DIR | status DIR | install
#   * everything the system writes lies under DIR (absolute path, made if missing)
#   * DIR/pid holds the pid to stop; DIR/endpoint.env holds KEY=VALUE lines for the tests
#   * `start` prints the same KEY=VALUE lines on stdout and returns only when the system answers
#   * `start` installs what is missing, unless EXEUNT_NO_INSTALL is set: a test never changes the machine it runs on
#   * exit code 77: this machine cannot have the system as it is, and the last line says why; any other one but 0 is a fault
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
# Debian puts daemons into /usr/sbin, which a bare test environment may not have in PATH
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:${PATH:-}; export PATH

log() { printf '%s %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
die() { log "FATAL: $*"; exit 1; }
missing() { log "MISSING: $*"; exit 77; }

# apt_install PKG... : install what is missing, without letting maintainer scripts start
# daemons (policy-rc.d 101 = "action forbidden"). The policy file is put back as it was.
apt_install() {
  miss=""
  for p in "$@"; do
    dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'install ok installed' || miss="$miss $p"
  done
  [ -z "$miss" ] && return 0
  command -v apt-get >/dev/null || missing "Debian packages:$miss (this is not Debian)"
  [ -z "${EXEUNT_NO_INSTALL:-}" ] || missing "Debian packages:$miss"
  [ "$(id -u)" = 0 ] || missing "Debian packages:$miss (root can install them)"
  made=0; aptlog=$(mktemp)
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d; made=1
  fi
  ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1 || apt-get update -qq
  # shellcheck disable=SC2086
  if ! apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 $miss >"$aptlog" 2>&1; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 $miss >"$aptlog" 2>&1 \
      || { tail -30 "$aptlog" >&2; [ $made = 1 ] && rm -f /usr/sbin/policy-rc.d; die "apt-get install failed:$miss"; }
  fi
  [ $made = 1 ] && rm -f /usr/sbin/policy-rc.d
  rm -f "$aptlog"
}

# as_user USER CMD... : run CMD as USER (setpriv is in util-linux, always present on Debian)
as_user() { u=$1; shift; setpriv --reuid="$u" --regid="$(id -g "$u")" --init-groups -- "$@"; }

# wait_tcp HOST PORT SECONDS [PID] : gives up at once when the process PID has ended
wait_tcp() {
  i=0; while ! (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; do
    [ -z "${4:-}" ] || alive "$4" || return 1
    i=$((i+1)); [ $i -gt $(( $3 * 50 )) ] && return 1; sleep 0.02; done
}

# port_free HOST PORT : die when something already listens there (else a test would talk to a stranger)
port_free() { if (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; then die "$1:$2 is already in use"; fi; }

# make_ca DIR HOST... : DIR/ca.crt, DIR/server.crt, DIR/server.key (idempotent)
make_ca() {
  d=$1; shift; mkdir -p "$d"
  [ -s "$d/server.crt" ] && return 0
  san=""; for h in "$@"; do
    case $h in *[!0-9.]*) san="$san,DNS:$h";; *) san="$san,IP:$h";; esac; done
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=Exeunt Test CA" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
    -keyout "$d/ca.key" -out "$d/ca.crt" 2>/dev/null
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" \
    -keyout "$d/server.key" -out "$d/server.csr" 2>/dev/null
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n' "${san#,}" > "$d/ext"
  openssl x509 -req -in "$d/server.csr" -CA "$d/ca.crt" -CAkey "$d/ca.key" -CAcreateserial -days 3650 \
    -extfile "$d/ext" -out "$d/server.crt" 2>/dev/null
  rm -f "$d/server.csr" "$d/ext"
}

# alive PID : false for a zombie too (in a container or VM without a real init, PID 1 reaps late)
alive() { [ -r "/proc/$1/status" ] && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }

# stop_pidfile FILE [SECONDS] : TERM, wait, KILL. Only ever signals the pid in FILE.
stop_pidfile() {
  [ -s "$1" ] || return 0
  p=$(head -1 "$1"); n=$(( ${2:-20} * 50 ))
  kill -TERM "$p" 2>/dev/null || { rm -f "$1"; return 0; }
  while alive "$p"; do
    n=$((n-1)); [ $n -le 0 ] && { kill -KILL "$p" 2>/dev/null || true; break; }; sleep 0.02; done
  rm -f "$1"
}
