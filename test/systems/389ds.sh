#!/usr/bin/env bash
# 389ds.sh - a private 389 Directory Server (the directory inside Red Hat IDM and FreeIPA), with N users in 20 groups.
#   389ds.sh start DIR PORT [USERS=200]   ldap on PORT, ldaps on PORT+1, both 127.0.0.1 only; the certificate says localhost
#   389ds.sh stop DIR | status DIR | install
# The server and its tools find instances only where they were built to look (/etc/dirsrv, /var/lib/dirsrv, ...). So the
# whole server lives in a mount namespace of its own, in which those places are folders of DIR: no path in its settings
# names DIR, and a stopped DIR may be copied and started on another port.
#
# Who lives there is who lives in openldap.sh's seed "varied": u0001..uNNNN with the passwords pw-uNNNN, of whom every
# second one is a posixAccount with a shell and a shadowAccount; breakglass; the groups g01..g20 and admins. The account
# cn=exeunt,ou=services has the rights of docs/connectors/389ds.md, which a test reads there.
. "$(dirname "$0")/common.sh"
BASE="dc=exeunt,dc=test"; DM="cn=Directory Manager"; DMPW="admin-secret-389"; I=exeunt
SVC="cn=exeunt,ou=services,$BASE"; SVCPW="svc-secret"
PLUGINS=/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || echo "$(uname -m)-linux-gnu")/dirsrv

install_() { apt_install 389-ds-base ldap-utils openssl python3-lib389; }

start() {
  DIR=$1; PORT=$2; N=${3:-200}; TLSPORT=$((PORT+1)); FRESH=0
  [ "$(id -u)" = 0 ] || missing "root, to make a namespace for 389 Directory Server (which itself runs as the user dirsrv)"
  unshare -m true 2>/dev/null || missing "a mount namespace (unshare -m is refused here)"
  port_free 127.0.0.1 "$PORT"; port_free 127.0.0.1 "$TLSPORT"; install_
  mkdir -p "$DIR"; DIR=$(cd "$DIR" && pwd); chmod 755 "$DIR"
  if [ ! -d "$DIR/etc" ]; then FRESH=1; prepare; in_namespace "dscreate from-file $DIR/ds.inf && { $(settle); }"; fi
  rm -f "$DIR/run/slapd-$I.pid"
  sed -i -e "s/^nsslapd-port:.*/nsslapd-port: $PORT/" -e "s/^nsslapd-secureport:.*/nsslapd-secureport: $TLSPORT/I" \
    "$DIR/etc/slapd-$I/dse.ldif"
  in_namespace "mkdir -p /run/lock/dirsrv/slapd-$I && chown dirsrv:dirsrv /run/lock/dirsrv/slapd-$I &&
    /usr/sbin/ns-slapd -D /etc/dirsrv/slapd-$I -i /run/dirsrv/slapd-$I.pid"
  i=0; while [ ! -s "$DIR/run/slapd-$I.pid" ] && [ $i -lt 1500 ]; do i=$((i+1)); sleep 0.02; done
  cp "$DIR/run/slapd-$I.pid" "$DIR/pid" || { tail -20 "$DIR/log/slapd-$I/errors" >&2; die "ns-slapd did not start"; }
  wait_tcp 127.0.0.1 "$PORT" 60 "$(cat "$DIR/pid")" || { tail -20 "$DIR/log/slapd-$I/errors" >&2; die "ns-slapd did not answer"; }
  wait_tcp 127.0.0.1 "$TLSPORT" 60 "$(cat "$DIR/pid")" || die "ns-slapd does not listen for ldaps"
  if [ $FRESH = 1 ]; then load; fi
  cat > "$DIR/endpoint.env" <<ENV
LDAP_URL=ldap://127.0.0.1:$PORT
LDAPS_URL=ldaps://localhost:$TLSPORT
LDAP_CA=$DIR/etc/slapd-$I/ca.crt
LDAP_BASE=$BASE
LDAP_ADMIN_DN=$DM
LDAP_ADMIN_PW=$DMPW
LDAP_SVC_DN=$SVC
LDAP_SVC_PW=$SVCPW
LDAP_PID=$(cat "$DIR/pid")
ENV
  cat "$DIR/endpoint.env"
}

# prepare : what dscreate needs, in DIR
prepare() {
  cp -a /etc/dirsrv "$DIR/etc"; rm -rf "$DIR"/etc/slapd-*
  mkdir -p "$DIR/lib" "$DIR/log" "$DIR/run" "$DIR/lock" "$DIR/default" "$DIR/plugins"
  cp -a /etc/default/. "$DIR/default/"; cp -a "$PLUGINS/." "$DIR/plugins/"  # dscreate writes beside them
  chown dirsrv:dirsrv "$DIR/lib" "$DIR/log" "$DIR/run" "$DIR/lock"
  # dscreate ignores "systemd = False" unless this says so too (lib389 2.3 setup.py, systemd_override)
  sed 's/^with_systemd *=.*/with_systemd = 0/' /usr/share/dirsrv/inf/defaults.inf > "$DIR/defaults.inf"
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
db_home_dir = /var/lib/dirsrv/slapd-$I/dbhome
ldapi = /run/dirsrv/slapd-$I.socket
[backend-userroot]
suffix = $BASE
sample_entries = no
INF
}

# settle : commands that stop the new server, bind it to this machine alone and make it small. Passwords are hashed in one
# round, because the usual thousands of rounds would make each of a thousand test sign-ins slow.
settle() {
  cat <<'SH' | sed "s/@I@/$I/g"
  p=$(cat /run/dirsrv/slapd-@I@.pid); kill "$p"; while kill -0 "$p" 2>/dev/null && ! grep -q '^State:[[:space:]]*Z' "/proc/$p/status"; do sleep 0.02; done
  sed -i -e '/^nsslapd-\(secure\)\?listenhost:/d' -e '/^passwordStorageScheme:/Id' -e '/^nsslapd-nagle:/d' \
    -e 's/^nsslapd-cache-autosize:.*/nsslapd-cache-autosize: 0/' -e 's/^nsslapd-dbcachesize:.*/nsslapd-dbcachesize: 4194304/' \
    -e 's/^nsslapd-\(dn\)\?cachememsize:.*/nsslapd-\1cachememsize: 16777216/' -e 's/^nsslapd-db-durable-transaction:.*/nsslapd-db-durable-transaction: off/' \
    -e 's/^dn: cn=config$/&\nnsslapd-listenhost: 127.0.0.1\nnsslapd-securelistenhost: 127.0.0.1\npasswordStorageScheme: SSHA/' /etc/dirsrv/slapd-@I@/dse.ldif
SH
}

# in_namespace COMMANDS : with the server's own places from DIR
in_namespace() {
  cat > "$DIR/in-ns.sh" <<NS
set -e
mount --bind $DIR/etc /etc/dirsrv;        mount --bind $DIR/lib /var/lib/dirsrv
mount --bind $DIR/log /var/log/dirsrv;    mount --bind $DIR/run /run/dirsrv
mount --bind $DIR/lock /run/lock/dirsrv;  mount --bind $DIR/default /etc/default
mount --bind $DIR/plugins $PLUGINS;       mount --bind $DIR/defaults.inf /usr/share/dirsrv/inf/defaults.inf
$1
NS
  mkdir -p /var/lib/dirsrv /var/log/dirsrv /run/dirsrv /run/lock/dirsrv
  unshare -m --propagation private bash "$DIR/in-ns.sh" >> "$DIR/setup.log" 2>&1 < /dev/null \
    || { tail -20 "$DIR/setup.log" >&2; die "389 Directory Server could not be set up"; }
}

load() {
  { cat <<LDIF
dn: $BASE
objectClass: domain
dc: exeunt

LDIF
    for ou in people groups services; do
      printf 'dn: ou=%s,%s\nobjectClass: organizationalUnit\nou: %s\n\n' $ou "$BASE" $ou; done
    awk -v n="$N" -v b="$BASE" '
      function posix(i) {
        print "objectClass: posixAccount\nobjectClass: shadowAccount\nloginShell: /bin/bash"
        printf "uidNumber: %d\ngidNumber: 10000\nhomeDirectory: /home/u%04d\n", 10000+i, i }
      function user(i, u) {
        u=sprintf("u%04d",i)
        printf "dn: uid=%s,ou=people,%s\nobjectClass: inetOrgPerson\nuid: %s\ncn: User %s\nsn: %s\nmail: %s@exeunt.test\nemployeeNumber: E%04d\nuserPassword: pw-%s\n",u,b,u,u,u,u,i,u
        if (i%2==0) posix(i)
        print "" }
      function group(g, i) {
        printf "dn: cn=g%02d,ou=groups,%s\nobjectClass: groupOfNames\ncn: g%02d\nmember: cn=exeunt,ou=services,%s\n",g,b,g,b
        for(i=g;i<=n;i+=20) printf "member: uid=u%04d,ou=people,%s\n",i,b
        print "" }
      BEGIN { for(i=1;i<=n;i++) user(i); for(g=1;g<=20;g++) group(g) }'
    cat <<LDIF
dn: uid=breakglass,ou=people,$BASE
objectClass: inetOrgPerson
uid: breakglass
cn: Break Glass
sn: Glass
userPassword: pw-breakglass

dn: cn=admins,ou=groups,$BASE
objectClass: groupOfNames
cn: admins
member: uid=breakglass,ou=people,$BASE
member: uid=u0001,ou=people,$BASE
member: uid=u0002,ou=people,$BASE

dn: $SVC
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: exeunt
userPassword: $SVCPW
nsLookThroughLimit: -1
LDIF
  } > "$DIR/load.ldif"
  ldapadd -x -H "ldap://127.0.0.1:$PORT" -D "$DM" -w "$DMPW" -f "$DIR/load.ldif" > "$DIR/load.log" 2>&1 \
    || { tail -5 "$DIR/load.log" >&2; die "load failed"; }
  rights | ldapmodify -x -H "ldap://127.0.0.1:$PORT" -D "$DM" -w "$DMPW" >> "$DIR/load.log" 2>&1 \
    || { tail -5 "$DIR/load.log" >&2; die "rights failed"; }
}

rights() {
  cat <<LDIF
dn: $BASE
changetype: modify
add: aci
aci: (targetattr != "userPassword")(version 3.0; acl "exeunt reads"; allow (read, search, compare) userdn = "ldap:///$SVC";)

dn: ou=people,$BASE
changetype: modify
add: aci
aci: (targetattr = "nsAccountLock || loginShell || shadowExpire")(version 3.0; acl "exeunt suspends"; allow (write) userdn = "ldap:///$SVC";)
aci: (version 3.0; acl "exeunt deletes"; allow (delete) userdn = "ldap:///$SVC";)

dn: ou=groups,$BASE
changetype: modify
add: aci
aci: (targetattr = "member || uniqueMember || memberUid")(version 3.0; acl "exeunt changes groups"; allow (write) userdn = "ldap:///$SVC";)
LDIF
}

case ${1:-} in
  start)   shift; start "$@";;
  stop)    stop_pidfile "$2/pid" 60;;
  status)  [ -s "$2/pid" ] && kill -0 "$(cat "$2/pid")" && cat "$2/endpoint.env";;
  install) install_;;
  *) die "usage: $0 start DIR PORT [USERS] | stop DIR | status DIR | install";;
esac
