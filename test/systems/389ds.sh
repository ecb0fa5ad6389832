#!/usr/bin/env bash
# 389ds.sh - a private 389 Directory Server (Red Hat IDM's directory; nsAccountLock semantics).
#   389ds.sh start DIR PORT [USERS=200]   ldap on PORT, ldaps on PORT+1
#   389ds.sh stop DIR | status DIR | install
# dscreate wants root and writes where its [general]/[slapd] paths point: all are put under DIR.
. "$(dirname "$0")/common.sh"
BASE="dc=exeunt,dc=test"; DM="cn=Directory Manager"; DMPW="admin-secret-389"

install_() { apt_install 389-ds-base ldap-utils openssl python3-lib389; }

start() {
  DIR=$1; PORT=$2; N=${3:-200}; TLSPORT=$((PORT+1)); FRESH=0
  [ "$(id -u)" = 0 ] || missing "dscreate needs root (the server itself runs as user dirsrv)"
  port_free 127.0.0.1 "$PORT"; install_; mkdir -p "$DIR"; DIR=$(cd "$DIR" && pwd); chmod 755 "$DIR"; I="t$PORT"
  # dscreate/lib389 find instances only in the compiled-in places (/etc/dirsrv, /var/lib/dirsrv, ...).
  # So the whole server lives in its own mount namespace where those places are bind-mounted from DIR.
  if [ ! -d "$DIR/etc" ]; then
    FRESH=1; cp -a /etc/dirsrv "$DIR/etc"
    mkdir -p "$DIR/lib" "$DIR/log" "$DIR/run" "$DIR/lock" "$DIR/default" "$DIR/usrlib"
    cp -a /etc/default/. "$DIR/default/"; cp -a /usr/lib/x86_64-linux-gnu/dirsrv/. "$DIR/usrlib/"
    chown dirsrv:dirsrv "$DIR/lib" "$DIR/log" "$DIR/run" "$DIR/lock"
    cat > "$DIR/ds.inf" <<INF
[general]
config_version = 2
full_machine_name = localhost
strict_host_checking = False
selinux = False
systemd = False
start = True
[slapd]
instance_name = $I
root_dn = $DM
root_password = $DMPW
port = $PORT
secure_port = $TLSPORT
self_sign_cert = True
db_home_dir = $DIR/lib/dbhome
ldapi = $DIR/run/ldapi.socket
[backend-userroot]
suffix = $BASE
sample_entries = yes
INF
  fi
  # dscreate ignores "systemd = False" unless this says so too (lib389 2.3 setup.py, systemd_override)
  sed 's/^with_systemd *=.*/with_systemd = 0/' /usr/share/dirsrv/inf/defaults.inf > "$DIR/defaults.inf"
  mkdir -p /var/lib/dirsrv /var/log/dirsrv /run/dirsrv /run/lock/dirsrv
  cat > "$DIR/in-ns.sh" <<NS
set -e
mount --bind $DIR/etc /etc/dirsrv;        mount --bind $DIR/lib /var/lib/dirsrv
mount --bind $DIR/log /var/log/dirsrv;    mount --bind $DIR/run /run/dirsrv
mount --bind $DIR/lock /run/lock/dirsrv;  mount --bind $DIR/default /etc/default
mount --bind $DIR/usrlib /usr/lib/x86_64-linux-gnu/dirsrv
mount --bind $DIR/defaults.inf /usr/share/dirsrv/inf/defaults.inf
if [ ! -f /etc/dirsrv/slapd-$I/dse.ldif ]; then dscreate from-file $DIR/ds.inf      # creates and starts
else rm -f /run/dirsrv/slapd-$I.pid; mkdir -p /run/lock/dirsrv/slapd-$I; chown dirsrv:dirsrv /run/lock/dirsrv/slapd-$I
  /usr/sbin/ns-slapd -D /etc/dirsrv/slapd-$I -i /run/dirsrv/slapd-$I.pid; fi
NS
  unshare -m --propagation private bash "$DIR/in-ns.sh" > "$DIR/dscreate.log" 2>&1 || { tail -20 "$DIR/dscreate.log" >&2; die "389ds setup failed"; }
  i=0; while [ ! -s "$DIR/run/slapd-$I.pid" ] && [ $i -lt 100 ]; do i=$((i+1)); sleep 0.1; done
  cp "$DIR/run/slapd-$I.pid" "$DIR/pid"
  wait_tcp 127.0.0.1 "$PORT" 30 || { tail -20 "$DIR"/log/errors "$DIR/ns-slapd.out" >&2; die "ns-slapd did not answer"; }
  [ $FRESH = 1 ] && load
  cat > "$DIR/endpoint.env" <<ENV
DS389_URL=ldap://127.0.0.1:$PORT
DS389_LDAPS_URL=ldaps://127.0.0.1:$TLSPORT
DS389_CA=$DIR/etc/slapd-$I/ca.crt
DS389_BASE=$BASE
DS389_ADMIN_DN=$DM
DS389_ADMIN_PW=$DMPW
DS389_PID=$(cat "$DIR/pid")
ENV
  cat "$DIR/endpoint.env"
}

load() {
  awk -v n="$N" -v b="$BASE" 'BEGIN{for(i=1;i<=n;i++){u=sprintf("u%04d",i);
      printf "dn: uid=%s,ou=people,%s\nobjectClass: inetOrgPerson\nobjectClass: nsAccount\nuid: %s\ncn: User %s\nsn: %s\nmail: %s@exeunt.test\nemployeeNumber: E%04d\nuserPassword: pw-%s-389\n\n",u,b,u,u,u,u,i,u}}' > "$DIR/load.ldif"
  ldapadd -x -H "ldap://127.0.0.1:$PORT" -D "$DM" -w "$DMPW" -f "$DIR/load.ldif" > "$DIR/load.log" 2>&1 || { tail -3 "$DIR/load.log" >&2; die "load failed"; }
}

case ${1:-} in
  start)   shift; start "$@";;
  stop)    stop_pidfile "$2/pid";;
  status)  [ -s "$2/pid" ] && kill -0 "$(cat "$2/pid")" && cat "$2/endpoint.env";;
  install) install_;;
  *) die "usage: $0 start DIR PORT [USERS] | stop DIR | status DIR | install";;
esac
