#!/usr/bin/env bash
# postgres.sh - a private PostgreSQL cluster of the version that this Debian has; product store AND deprovisioning target.
#   postgres.sh start DIR PORT [ROLES=50]   127.0.0.1:PORT, TLS from its own CA, scram-sha-256
#   postgres.sh stop DIR | status DIR | install
# PostgreSQL refuses to run as root: called by root it runs as `postgres`, else as the caller.
# A stopped DIR may be copied and started on another port.
. "$(dirname "$0")/common.sh"
# bin : where the programs are; of the version that made DIR, else of the newest one
bin() {
  if [ -s "$DIR/data/PG_VERSION" ]; then echo "/usr/lib/postgresql/$(cat "$DIR/data/PG_VERSION")/bin"; return; fi
  ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1
}
install_() {
  # keep Debian's postinst from making the cluster "15/main" (only helps before the first install)
  if [ "$(id -u)" = 0 ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common; echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf; fi
  apt_install postgresql openssl; }
run() { if [ "$(id -u)" = 0 ]; then as_user postgres "$@"; else "$@"; fi; }

start() {
  DIR=$1; PORT=$2; N=${3:-50}; FRESH=0
  port_free 127.0.0.1 "$PORT"; install_; mkdir -p "$DIR"; DIR=$(cd "$DIR" && pwd); BIN=$(bin)
  make_ca "$DIR/tls" localhost 127.0.0.1
  if [ "$(id -u)" = 0 ]; then chown -R postgres: "$DIR"; fi
  chmod 600 "$DIR/tls/server.key"
  if [ ! -d "$DIR/data" ]; then
    FRESH=1; printf 'pg-admin-secret' > "$DIR/pw"; [ "$(id -u)" = 0 ] && chown postgres: "$DIR/pw"
    run "$BIN"/initdb -D "$DIR/data" -U postgres -A scram-sha-256 --pwfile="$DIR/pw" -E UTF8 --locale=C.UTF-8 --no-sync > "$DIR/initdb.log" 2>&1 \
      || { tail "$DIR/initdb.log" >&2; die initdb; }
  fi
  # pg_ctl -w waits until the server answers. fsync=off: test data only. Socket in DIR, not /run.
  run "$BIN"/pg_ctl -D "$DIR/data" -w -t 30 -l "$DIR/postgres.log" -o "-p $PORT -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories=$DIR -c fsync=off -c full_page_writes=off -c max_connections=200 \
    -c ssl=on -c ssl_cert_file=$DIR/tls/server.crt -c ssl_key_file=$DIR/tls/server.key -c log_connections=on" start >/dev/null </dev/null \
    || { tail "$DIR/postgres.log" >&2; die "pg_ctl start"; }
  head -1 "$DIR/data/postmaster.pid" > "$DIR/pid"
  export PGPASSWORD=pg-admin-secret PGHOST=127.0.0.1 PGPORT=$PORT PGUSER=postgres
  if [ $FRESH = 1 ]; then
    { echo "CREATE ROLE exeunt_owner LOGIN PASSWORD 'store-secret'; CREATE DATABASE exeunt OWNER exeunt_owner;"   # product store
      echo "CREATE DATABASE target;"                                                                              # target
      # least privilege for the connector: CREATEROLE may alter non-superusers, pg_signal_backend may end their sessions
      echo "CREATE ROLE exeunt_conn LOGIN CREATEROLE PASSWORD 'conn-secret'; GRANT pg_signal_backend TO exeunt_conn;"
      echo "CREATE ROLE readers NOLOGIN; CREATE ROLE writers NOLOGIN;"
      for i in $(seq 1 "$N"); do u=$(printf u%04d "$i"); echo "CREATE ROLE $u LOGIN PASSWORD 'pw-$u' IN ROLE readers;"; done
    } | psql -qX -v ON_ERROR_STOP=1 -d postgres
  fi
  cat > "$DIR/endpoint.env" <<ENV
PG_ADMIN_URL=postgres://postgres:pg-admin-secret@127.0.0.1:$PORT/postgres
PG_STORE_URL=postgres://exeunt_owner:store-secret@127.0.0.1:$PORT/exeunt
PG_TARGET_URL=postgres://exeunt_conn:conn-secret@127.0.0.1:$PORT/target
PG_USER_PATTERN=postgres://u0001:pw-u0001@127.0.0.1:$PORT/target
PG_CA=$DIR/tls/ca.crt
PG_PID=$(cat "$DIR/pid")
ENV
  cat "$DIR/endpoint.env"
}
stop() { # fast shutdown; pg_ctl reads postmaster.pid itself
  DIR=$1; BIN=$(bin); [ -s "$DIR/data/postmaster.pid" ] || { rm -f "$DIR/pid"; return 0; }
  run "$BIN"/pg_ctl -D "$DIR/data" -m fast -w stop >/dev/null; rm -f "$DIR/pid"; }
case ${1:-} in
  start)   shift; start "$@";;
  stop)    stop "$2";;
  status)  [ -s "$2/pid" ] && kill -0 "$(cat "$2/pid")" && cat "$2/endpoint.env";;
  install) install_;;
  *) die "usage: $0 start DIR PORT [ROLES] | stop DIR | status DIR | install";;
esac
