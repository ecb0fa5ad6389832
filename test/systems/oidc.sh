#!/usr/bin/env bash
# oidc.sh - the certified OpenID provider "oidc-provider" (npm), by whom operators sign in (see server.mjs).
#   oidc.sh start DIR PORT [REDIRECT_URI] | stop DIR | status DIR | install
# A redirect URI on this machine is good with every port.
. "$(dirname "$0")/common.sh"
HERE=$(cd "$(dirname "$0")" && pwd)
install_() { # what npm gives is kept in MODULES, so that a second run costs nothing; Debian's node (18) is too old for it
  lock=$(sha256sum < "$HERE/oidc-server/package-lock.json" | cut -c1-12)
  MODULES="${EXEUNT_TOOLS:-$HOME/.cache/exeunt-tools}/oidc-$lock"
  command -v node >/dev/null || apt_install nodejs
  NODE=node
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || NODE="$MODULES/node_modules/node-linux-$(node -p process.arch)/bin/node"
  if [ -d "$MODULES/node_modules/oidc-provider" ] && command -v "$NODE" >/dev/null; then return 0; fi
  [ -z "${EXEUNT_NO_INSTALL:-}" ] || missing "oidc-provider from npm (test/systems/oidc.sh install fetches it)"
  command -v npm >/dev/null || apt_install npm
  mkdir -p "$MODULES"; cp "$HERE"/oidc-server/package*.json "$MODULES/"
  ( cd "$MODULES" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error &&
    { [ "$NODE" = node ] || npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error "node-linux-$(node -p process.arch)@22.23.3"; } ) > "$MODULES/npm.log" 2>&1 ||
    { tail "$MODULES/npm.log" >&2; die npm; }
}
start() {
  DIR=$1; PORT=$2; REDIR=${3:-http://127.0.0.1/sign-in/callback}
  port_free 127.0.0.1 "$PORT"; install_; mkdir -p "$DIR"; DIR=$(cd "$DIR" && pwd)
  cp "$HERE"/oidc-server/server.mjs "$HERE"/oidc-server/package.json "$DIR/"
  ln -sfn "$MODULES/node_modules" "$DIR/node_modules"
  nohup "$NODE" "$DIR/server.mjs" "$PORT" "$REDIR" > "$DIR/out.log" 2>&1 &
  echo $! > "$DIR/pid"
  wait_tcp 127.0.0.1 "$PORT" 20 "$(cat "$DIR/pid")" || { tail "$DIR/out.log" >&2; die "oidc-provider did not answer"; }
  printf 'OIDC_ISSUER=http://127.0.0.1:%s\nOIDC_CLIENT_ID=exeunt\nOIDC_CLIENT_SECRET=exeunt-secret\nOIDC_REDIRECT_URI=%s\nOIDC_USERS=admin approver auditor nobody unverified (any password)\nOIDC_PID=%s\n' "$PORT" "$REDIR" "$(cat "$DIR/pid")" | tee "$DIR/endpoint.env"
}
case ${1:-} in
  start)   shift; start "$@";;
  stop)    stop_pidfile "$2/pid";;
  status)  [ -s "$2/pid" ] && kill -0 "$(cat "$2/pid")" && cat "$2/endpoint.env";;
  install) install_;;
  *) die "usage: $0 start DIR PORT [REDIRECT_URI] | stop DIR | status DIR | install";;
esac
