#!/usr/bin/env bash
# hold.sh - a system that lives as long as somebody holds this script's standard input open.
#   hold.sh NAME DIR PORT [ARGS...]    NAME.sh start DIR PORT ARGS from a template; then its endpoint and the line HELD on stdout
# At the end of input, whatever closed it (a test that ended, was killed, or ran into its time limit), the system is
# stopped and DIR removed. Exit code 77: see common.sh.
#
# The template is a stopped DIR of the same script, arguments, machine and Debian, kept in EXEUNT_TEST_CACHE
# (default ~/.cache/exeunt-test). Whoever comes first makes it, under a lock; it is never started itself.
. "$(dirname "$0")/common.sh"
H=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 3 ] && [ -f "$H/$1.sh" ] || die "usage: $0 NAME DIR PORT [ARGS...]"
NAME=$1; DIR=$2; PORT=$3; shift 3
CACHE=${EXEUNT_TEST_CACHE:-${XDG_CACHE_HOME:-${HOME:-/var}/.cache}/exeunt-test}

template() {
  key=$({ cat "$H/common.sh" "$H/$NAME.sh" /etc/debian_version 2>/dev/null; hostname; id -u; printf '%s\n' "$@"; } | sha256sum | cut -c1-16)
  TEMPLATE="$CACHE/$NAME-$key"; mkdir -p "$CACHE"
  exec 9> "$TEMPLATE.lock"; flock 9
  if [ ! -d "$TEMPLATE" ]; then
    "$H/$NAME.sh" start "$DIR" "$PORT" "$@" >&2 < /dev/null 9>&-
    "$H/$NAME.sh" stop "$DIR" >&2
    rm -rf -- "$TEMPLATE.part"; cp -a "$DIR" "$TEMPLATE.part"; mv "$TEMPLATE.part" "$TEMPLATE"
    rm -rf -- "$DIR"
    find "$CACHE" -maxdepth 1 -name "$NAME-*" -mtime +14 -exec rm -rf -- {} +  # of scripts that have changed since
  fi
  touch "$TEMPLATE"
  exec 9>&-
}

[ -z "$(ls -A "$DIR" 2>/dev/null)" ] || die "$DIR is not empty, and would be removed at the end"
end() { "$H/$NAME.sh" stop "$DIR" >&2 || true; rm -rf -- "$DIR"; }
trap end EXIT
template "$@"
mkdir -p "$DIR"; cp -a --reflink=auto "$TEMPLATE/." "$DIR"
"$H/$NAME.sh" start "$DIR" "$PORT" "$@" < /dev/null
echo HELD
cat > /dev/null
