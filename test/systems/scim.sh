#!/usr/bin/env bash
# scim.sh - SCIM 2.0 server from npm (scimmy + scimmy-routers) and the application behind it (see server.mjs), users in memory.
#   scim.sh start DIR PORT [USERS=50] | stop DIR | status DIR | install
. "$(dirname "$0")/common.sh"
HERE=$(cd "$(dirname "$0")" && pwd)
install_() { # Debian's own node (18) is enough for scimmy; what npm gives is kept in MODULES, so that a second run costs nothing
  lock=$(sha256sum < "$HERE/scim-server/package-lock.json" | cut -c1-12)
  MODULES="${EXEUNT_TOOLS:-$HOME/.cache/exeunt-tools}/scim-$lock"
  command -v node >/dev/null || apt_install nodejs
  [ -d "$MODULES/node_modules/scimmy-routers" ] && return 0
  [ -z "${EXEUNT_NO_INSTALL:-}" ] || missing "scimmy from npm (test/systems/scim.sh install fetches it)"
  command -v npm >/dev/null || apt_install npm
  mkdir -p "$MODULES"; cp "$HERE"/scim-server/package*.json "$MODULES/"
  (cd "$MODULES" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error > npm.log 2>&1) || { tail "$MODULES/npm.log" >&2; die npm; }
}
start() {
  DIR=$1; PORT=$2; N=${3:-50}; TOKEN=scim-secret
  port_free 127.0.0.1 "$PORT"; install_; mkdir -p "$DIR"; DIR=$(cd "$DIR" && pwd)
  cp "$HERE"/scim-server/server.mjs "$HERE"/scim-server/package.json "$DIR/"
  ln -sfn "$MODULES/node_modules" "$DIR/node_modules"
  nohup node "$DIR/server.mjs" "$PORT" "$N" "$TOKEN" > "$DIR/access.log" 2> "$DIR/err.log" &
  echo $! > "$DIR/pid"
  wait_tcp 127.0.0.1 "$PORT" 20 "$(cat "$DIR/pid")" || { tail "$DIR/err.log" >&2; die "scim server did not answer"; }
  printf 'SCIM_URL=http://127.0.0.1:%s/scim/v2\nSCIM_APP=http://127.0.0.1:%s/app\nSCIM_TOKEN=%s\nSCIM_LOG=%s\nSCIM_PID=%s\n' "$PORT" "$PORT" "$TOKEN" "$DIR/access.log" "$(cat "$DIR/pid")" | tee "$DIR/endpoint.env"
}
case ${1:-} in
  start)   shift; start "$@";;
  stop)    stop_pidfile "$2/pid";;
  status)  [ -s "$2/pid" ] && kill -0 "$(cat "$2/pid")" && cat "$2/endpoint.env";;
  install) install_;;
  *) die "usage: $0 start DIR PORT [USERS] | stop DIR | status DIR | install";;
esac
