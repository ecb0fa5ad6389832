#!/usr/bin/env bash
# ejabberd.sh - ejabberd (Debian) with its HTTP API, on loopback only, without systemd; everything under DIR.
#   ejabberd.sh start DIR PORT [USERS=20]   XMPP on PORT, the API on PORT+1
#   ejabberd.sh stop DIR | status DIR | install
# Users u0001, u0002, ... of localhost with the password pw-LOGIN: every third is in the shared roster group sales, every
# fifth in support, and u0002 is in blocked, which nobody in may open a stream. exeunt@localhost (svc-secret) may use the
# commands of the API that docs/connectors/ejabberd.md names, and no others. Without a node name: no epmd, no traffic of Erlang.
. "$(dirname "$0")/common.sh"
install_() { apt_install ejabberd; }
settings() {
  cat <<CONF
hosts: [localhost]
loglevel: warning
listen:
  - {port: $PORT, ip: "127.0.0.1", module: ejabberd_c2s, access: c2s, starttls: false}
  - {port: $((PORT+1)), ip: "127.0.0.1", module: ejabberd_http, request_handlers: {/api: mod_http_api}}
acl:
  blocked: {shared_group: {blocked: localhost}}
access_rules:
  c2s: [{deny: blocked}, {allow: all}]
api_permissions:
  exeunt:
    who: {user: exeunt@localhost}
    what: [registered_users, check_account, srg_list, srg_get_members, srg_user_add, srg_user_del, user_sessions_info, kick_user, unregister]
  tests:
    who: {user: root@localhost}
    what: "*"
modules:
  mod_admin_extra: {}
  mod_http_api: {}
  mod_last: {}
  mod_shared_roster: {}
CONF
}
# the first start makes who is there; the file "ready" says that it is over
filling() {
  cat <<ERL
H = <<"localhost">>, N = $N,
Name = fun(I) -> iolist_to_binary(io_lib:format("u~4..0b", [I])) end,
Make = fun(U, P) -> ok = ejabberd_auth:try_register(U, H, P) end,
case ejabberd_auth:user_exists(<<"exeunt">>, H) of true -> ok; false ->
  Make(<<"exeunt">>, <<"svc-secret">>), Make(<<"root">>, <<"root-secret">>),
  [Make(Name(I), <<"pw-", (Name(I))/binary>>) || I <- lists:seq(1, N)],
  [mod_shared_roster:create_group(H, G, [{label, G}]) || G <- [<<"sales">>, <<"support">>, <<"blocked">>]],
  [mod_shared_roster:add_user_to_group(H, {Name(I), H}, <<"sales">>) || I <- lists:seq(1, N), I rem 3 == 0],
  [mod_shared_roster:add_user_to_group(H, {Name(I), H}, <<"support">>) || I <- lists:seq(1, N), I rem 5 == 0],
  mod_shared_roster:add_user_to_group(H, {Name(2), H}, <<"blocked">>)
end,
file:write_file("$DIR/ready", "").
ERL
}
start() {
  DIR=$1; PORT=$2; N=${3:-20}
  port_free 127.0.0.1 "$PORT"; port_free 127.0.0.1 $((PORT+1)); install_; mkdir -p "$DIR"; DIR=$(cd "$DIR" && pwd)
  settings > "$DIR/ejabberd.yml"; rm -f "$DIR/ready"
  EJABBERD_CONFIG_PATH="$DIR/ejabberd.yml" EJABBERD_LOG_PATH="$DIR/ejabberd.log" ERL_CRASH_DUMP="$DIR/crash.dump" ERL_LIBS=$(dirname /usr/lib/*/ejabberd-*/ebin | head -1 | xargs dirname) HOME="$DIR" \
    nohup setsid erl -noinput -mnesia dir "\"$DIR/mnesia\"" -s ejabberd -eval "$(filling)" > "$DIR/out.log" 2>&1 < /dev/null &
  echo $! > "$DIR/pid"
  i=0; while [ ! -e "$DIR/ready" ]; do
    alive "$(cat "$DIR/pid")" && [ $i -lt 9000 ] || { tail "$DIR/out.log" "$DIR/ejabberd.log" >&2; die "ejabberd did not start"; }
    i=$((i+1)); sleep 0.02; done
  wait_tcp 127.0.0.1 $((PORT+1)) 180 "$(cat "$DIR/pid")" && wait_tcp 127.0.0.1 "$PORT" 180 "$(cat "$DIR/pid")" || { tail "$DIR/out.log" >&2; die "ejabberd did not answer"; }
  printf 'EJABBERD_XMPP=127.0.0.1:%s\nEJABBERD_URL=http://127.0.0.1:%s/api\nEJABBERD_USER=exeunt@localhost\nEJABBERD_PW=svc-secret\nEJABBERD_ROOT=root@localhost\nEJABBERD_ROOT_PW=root-secret\nEJABBERD_SETTINGS=%s\n' "$PORT" $((PORT+1)) "$DIR/ejabberd.yml" | tee "$DIR/endpoint.env"
}
case ${1:-} in
  start)   shift; start "$@";;
  stop)    stop_pidfile "$2/pid";;
  status)  [ -s "$2/pid" ] && kill -0 "$(cat "$2/pid")" && cat "$2/endpoint.env";;
  install) install_;;
  *) die "usage: $0 start DIR PORT [USERS] | stop DIR | status DIR | install";;
esac
