#!/usr/bin/env bash
# oidc.sh - OpenID-certified provider "oidc-provider" (npm) for admin-login tests.
#   oidc.sh start DIR PORT [REDIRECT_URI] | stop DIR | status DIR | install
. "$(dirname "$0")/common.sh"
HERE=$(cd "$(dirname "$0")" && pwd)
install_() { command -v node >/dev/null || missing "node, version 20 or later"; }
start() {
  DIR=$1; PORT=$2; REDIR=${3:-http://127.0.0.1:8080/auth/callback}
  port_free 127.0.0.1 "$PORT"; install_; mkdir -p "$DIR"; DIR=$(cd "$DIR" && pwd)
  cp "$HERE"/oidc-server/* "$DIR/"
  [ -d "$DIR/node_modules/oidc-provider" ] || (cd "$DIR" && npm install --ignore-scripts --no-audit --no-fund --loglevel=error > npm.log 2>&1) || { tail "$DIR/npm.log" >&2; die npm; }
  nohup node "$DIR/server.mjs" "$PORT" "$REDIR" > "$DIR/out.log" 2>&1 &
  echo $! > "$DIR/pid"
  wait_tcp 127.0.0.1 "$PORT" 20 || { tail "$DIR/out.log" >&2; die "oidc-provider did not answer"; }
  printf 'OIDC_ISSUER=http://127.0.0.1:%s\nOIDC_CLIENT_ID=exeunt\nOIDC_CLIENT_SECRET=exeunt-secret\nOIDC_REDIRECT_URI=%s\nOIDC_USERS=admin approver auditor nobody (any password)\nOIDC_PID=%s\n' "$PORT" "$REDIR" "$(cat "$DIR/pid")" | tee "$DIR/endpoint.env"
}
case ${1:-} in
  start)   shift; start "$@";;
  stop)    stop_pidfile "$2/pid";;
  status)  [ -s "$2/pid" ] && kill -0 "$(cat "$2/pid")" && cat "$2/endpoint.env";;
  install) install_;;
  *) die "usage: $0 start DIR PORT [REDIRECT_URI] | stop DIR | status DIR | install";;
esac
