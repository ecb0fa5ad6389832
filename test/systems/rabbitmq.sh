#!/usr/bin/env bash
# rabbitmq.sh - RabbitMQ (Debian) with its management API, on loopback only, without systemd; everything under DIR.
#   rabbitmq.sh start DIR PORT [USERS=20]   AMQP on PORT, the API on PORT+1, Erlang's own traffic on PORT+2 and PORT+3
#   rabbitmq.sh stop DIR | status DIR | install
# Users u0001, u0002, ... with the password pw-LOGIN: every one may use the vhost "/", every third also "orders", every
# fifth has the tag management; exeunt (svc-secret) is the administrator that the connector signs in as.
. "$(dirname "$0")/common.sh"
install_() { apt_install rabbitmq-server; }
node_env() {
  export HOME=$DIR RABBITMQ_NODENAME=exeunt@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$PORT RABBITMQ_DIST_PORT=$((PORT+2)) \
    RABBITMQ_MNESIA_BASE=$DIR/mnesia RABBITMQ_MNESIA_DIR=$DIR/mnesia/node RABBITMQ_LOG_BASE=$DIR/log RABBITMQ_CONFIG_FILE=$DIR/rabbitmq RABBITMQ_ADVANCED_CONFIG_FILE=$DIR/advanced.config \
    RABBITMQ_CONF_ENV_FILE=$DIR/none RABBITMQ_ENABLED_PLUGINS_FILE=$DIR/plugins RABBITMQ_PID_FILE=$DIR/node.pid ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=$((PORT+3)) \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}" RABBITMQ_CTL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"
}
# the first start is told who is there by a file of definitions
definitions() {
  sep='{"name":"exeunt","password":"svc-secret","tags":"administrator"}'; users=""; rights='{"user":"exeunt","vhost":"/","configure":".*","write":".*","read":".*"}'
  i=1; while [ "$i" -le "$N" ]; do
    u=$(printf 'u%04d' "$i"); tags=""; [ $((i % 5)) != 0 ] || tags=management
    users="$users,{\"name\":\"$u\",\"password\":\"pw-$u\",\"tags\":\"$tags\"}"
    rights="$rights,{\"user\":\"$u\",\"vhost\":\"/\",\"configure\":\"^$u-.*\",\"write\":\".*\",\"read\":\"^(public|$u)-.*\"}"
    [ $((i % 3)) != 0 ] || rights="$rights,{\"user\":\"$u\",\"vhost\":\"orders\",\"configure\":\"\",\"write\":\"\",\"read\":\".*\"}"
    i=$((i+1)); done
  printf '{"vhosts":[{"name":"/"},{"name":"orders"}],"users":[%s%s],"permissions":[%s]}\n' "$sep" "$users" "$rights"
}
start() {
  DIR=$1; PORT=$2; N=${3:-20}
  port_free 127.0.0.1 "$PORT"; port_free 127.0.0.1 $((PORT+1)); install_; mkdir -p "$DIR"; DIR=$(cd "$DIR" && pwd); mkdir -p "$DIR/mnesia" "$DIR/log"
  node_env
  [ -d "$DIR/mnesia/node" ] || definitions > "$DIR/definitions.json"
  [ -s "$DIR/.erlang.cookie" ] || { printf 'exeunt-test-cookie' > "$DIR/.erlang.cookie"; chmod 400 "$DIR/.erlang.cookie"; }
  echo '[rabbitmq_management].' > "$DIR/plugins"
  cat > "$DIR/rabbitmq.conf" <<CONF
listeners.tcp.default = 127.0.0.1:$PORT
management.tcp.ip = 127.0.0.1
management.tcp.port = $((PORT+1))
management.load_definitions = $DIR/definitions.json
management.disable_basic_auth = false
collect_statistics_interval = 200
log.console.level = warning
loopback_users = none
disk_free_limit.absolute = 1MB
CONF
  : > "$DIR/none"; echo "[]." > "$DIR/advanced.config"
  nohup setsid /usr/lib/rabbitmq/bin/rabbitmq-server > "$DIR/out.log" 2>&1 < /dev/null &
  echo $! > "$DIR/pid"
  wait_tcp 127.0.0.1 $((PORT+1)) 180 "$(cat "$DIR/pid")" && wait_tcp 127.0.0.1 "$PORT" 180 "$(cat "$DIR/pid")" || { tail "$DIR/out.log" >&2; die "RabbitMQ did not answer"; }
  printf 'RABBIT_AMQP=amqp://127.0.0.1:%s\nRABBIT_URL=http://127.0.0.1:%s/api\nRABBIT_USER=exeunt\nRABBIT_PW=svc-secret\nRABBIT_PORT=%s\n' "$PORT" $((PORT+1)) "$PORT" | tee "$DIR/endpoint.env"
}
stop() { # the port mapper is ours: nobody else uses its port
  DIR=$1; [ -s "$DIR/pid" ] || return 0
  stop_pidfile "$DIR/pid"
  PORT=$(sed -n 's/^RABBIT_PORT=//p' "$DIR/endpoint.env")
  node_env; epmd -port "$ERL_EPMD_PORT" -kill > /dev/null 2>&1 || true
}
case ${1:-} in
  start)   shift; start "$@";;
  stop)    stop "$2";;
  status)  [ -s "$2/pid" ] && kill -0 "$(cat "$2/pid")" && cat "$2/endpoint.env";;
  install) install_;;
  *) die "usage: $0 start DIR PORT [USERS] | stop DIR | status DIR | install";;
esac
