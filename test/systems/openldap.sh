#!/usr/bin/env bash
# openldap.sh - a private OpenLDAP slapd 2.5 with ppolicy, memberof, refint, accesslog, syncprov,
# LDAPS + StartTLS from its own CA, and N users in 20 groups.
#   openldap.sh start DIR PORT [USERS=1000] [SEED=plain]   ldap on PORT, ldaps on PORT+1, both 127.0.0.1 only
#   openldap.sh stop DIR | status DIR | install
# Runs slapd as `openldap` when called by root, else as the caller: no privilege is needed on
# a high port. Nothing outside DIR is written (apart from apt's own files).
# A stopped DIR may be copied and started on another port: the settings name their folder, so they are made anew
# wherever they no longer fit it; the data name no folder.
#
# SEED says who lives there: u0001..uNNNN, each with the password pw-uNNNN, in the groups g01..g20; and with `varied` also
#   * every second user (u0002, u0004, ...) is a posixAccount with loginShell /bin/bash, and a shadowAccount
#   * the ten users before the last one (of 1000: u0990..u0999) have the policy `no-lockout`: pwdLockout FALSE, so that
#     pwdAccountLockedTime is stored and changes nothing
#   * `breakglass`, who is no employee, and the first two users are the members of the group `admins`
. "$(dirname "$0")/common.sh"
BASE="dc=exeunt,dc=test"; ADMIN="cn=admin,$BASE"; ADMINPW="admin-secret"
SVC="cn=exeunt,ou=services,$BASE"; SVCPW="svc-secret"

install_() { apt_install slapd ldap-utils openssl; }

start() {
  DIR=$1; PORT=$2; N=${3:-1000}; SEED=${4:-plain}; TLSPORT=$((PORT+1)); FRESH=0
  case $SEED in plain|varied) ;; *) die "SEED is plain or varied, not $SEED";; esac
  port_free 127.0.0.1 "$PORT"; port_free 127.0.0.1 "$TLSPORT"; install_; mkdir -p "$DIR"; DIR=$(cd "$DIR" && pwd)
  make_ca "$DIR/tls" localhost 127.0.0.1 "$(hostname)"  # libldap turns "localhost" into hostname(1) when it checks the name
  if [ ! -d "$DIR/data" ]; then FRESH=1; mkdir -p "$DIR/data" "$DIR/accesslog"; fi
  configure
  RUNAS=""
  if [ "$(id -u)" = 0 ]; then
    chmod 755 "$DIR"; chown -R openldap:openldap "$DIR"; RUNAS="-u openldap -g openldap"
  fi
  # -d keeps slapd in the foreground; nohup + & so that $! is slapd itself.
  # shellcheck disable=SC2086
  nohup /usr/sbin/slapd -d stats $RUNAS -F "$DIR/slapd.d" \
    -h "ldap://127.0.0.1:$PORT/ ldaps://127.0.0.1:$TLSPORT/ ldapi://$(printf %s "$DIR/ldapi" | sed 's#/#%2F#g')" \
    > "$DIR/slapd.log" 2>&1 < /dev/null &
  P=$!
  echo "$P" > "$DIR/pid"
  wait_tcp 127.0.0.1 "$PORT" 15 "$P" && alive "$P" || { tail -20 "$DIR/slapd.log" >&2; stop_pidfile "$DIR/pid"; die "slapd did not answer"; }
  if [ $FRESH = 1 ]; then load; fi
  cat > "$DIR/endpoint.env" <<ENV
LDAP_URL=ldap://127.0.0.1:$PORT
LDAPS_URL=ldaps://127.0.0.1:$TLSPORT
LDAP_CA=$DIR/tls/ca.crt
LDAP_BASE=$BASE
LDAP_ADMIN_DN=$ADMIN
LDAP_ADMIN_PW=$ADMINPW
LDAP_SVC_DN=$SVC
LDAP_SVC_PW=$SVCPW
LDAP_USER_PATTERN=uid=u0001,ou=people,$BASE password pw-u0001
LDAP_PID=$P
ENV
  cat "$DIR/endpoint.env"
}

# configure : DIR/slapd.d from DIR/config.ldif, unless it is made already and says the same
configure() {
  settings > "$DIR/config.new"
  if [ -d "$DIR/slapd.d" ] && cmp -s "$DIR/config.new" "$DIR/config.ldif"; then rm "$DIR/config.new"; return 0; fi
  rm -rf "$DIR/slapd.d"; mkdir "$DIR/slapd.d"
  slapadd -n 0 -F "$DIR/slapd.d" -l "$DIR/config.new" || die "slapadd config"
  mv "$DIR/config.new" "$DIR/config.ldif"
}

settings() {
  cat <<LDIF
dn: cn=config
objectClass: olcGlobal
cn: config
olcPidFile: $DIR/slapd.pid
olcArgsFile: $DIR/args
olcLogLevel: stats
olcTLSCACertificateFile: $DIR/tls/ca.crt
olcTLSCertificateFile: $DIR/tls/server.crt
olcTLSCertificateKeyFile: $DIR/tls/server.key

dn: cn=module{0},cn=config
objectClass: olcModuleList
cn: module{0}
olcModulePath: /usr/lib/ldap
olcModuleLoad: back_mdb
olcModuleLoad: ppolicy
olcModuleLoad: memberof
olcModuleLoad: refint
olcModuleLoad: accesslog
olcModuleLoad: syncprov

dn: cn=schema,cn=config
objectClass: olcSchemaConfig
cn: schema

include: file:///etc/ldap/schema/core.ldif
include: file:///etc/ldap/schema/cosine.ldif
include: file:///etc/ldap/schema/nis.ldif
include: file:///etc/ldap/schema/inetorgperson.ldif

dn: olcDatabase={-1}frontend,cn=config
objectClass: olcDatabaseConfig
objectClass: olcFrontendConfig
olcDatabase: {-1}frontend
olcSizeLimit: 500

dn: olcDatabase={0}config,cn=config
objectClass: olcDatabaseConfig
olcDatabase: {0}config
olcRootDN: cn=config
olcRootPW: config-secret

dn: olcDatabase={1}mdb,cn=config
objectClass: olcDatabaseConfig
objectClass: olcMdbConfig
olcDatabase: {1}mdb
olcDbDirectory: $DIR/accesslog
olcSuffix: cn=accesslog
olcRootDN: $ADMIN
olcDbMaxSize: 268435456
olcDbNoSync: TRUE
olcDbIndex: default eq
olcDbIndex: entryCSN,objectClass,reqEnd,reqResult,reqStart,reqType,reqDN
olcAccess: to * by dn.exact="$SVC" read by * none

dn: olcDatabase={2}mdb,cn=config
objectClass: olcDatabaseConfig
objectClass: olcMdbConfig
olcDatabase: {2}mdb
olcDbDirectory: $DIR/data
olcSuffix: $BASE
olcRootDN: $ADMIN
olcRootPW: $ADMINPW
olcDbMaxSize: 268435456
olcDbNoSync: TRUE
olcLastBind: TRUE
olcDbIndex: objectClass,uid,cn,mail,member,memberOf,employeeNumber,entryCSN,entryUUID eq
olcLimits: dn.exact="$SVC" size.soft=unlimited size.hard=unlimited size.pr=500
olcAccess: to attrs=userPassword by dn.exact="$SVC" manage by self =w by anonymous auth by * none
olcAccess: to * by dn.exact="$SVC" manage by users read by * none

dn: olcOverlay={0}syncprov,olcDatabase={2}mdb,cn=config
objectClass: olcOverlayConfig
objectClass: olcSyncProvConfig
olcOverlay: {0}syncprov

dn: olcOverlay={1}accesslog,olcDatabase={2}mdb,cn=config
objectClass: olcOverlayConfig
objectClass: olcAccessLogConfig
olcOverlay: {1}accesslog
olcAccessLogDB: cn=accesslog
olcAccessLogOps: writes bind
olcAccessLogOld: (objectClass=*)
olcAccessLogPurge: 7+00:00 1+00:00

dn: olcOverlay={2}memberof,olcDatabase={2}mdb,cn=config
objectClass: olcOverlayConfig
objectClass: olcMemberOfConfig
olcOverlay: {2}memberof
olcMemberOfRefInt: TRUE
olcMemberOfDangling: ignore

dn: olcOverlay={3}ppolicy,olcDatabase={2}mdb,cn=config
objectClass: olcOverlayConfig
objectClass: olcPPolicyConfig
olcOverlay: {3}ppolicy
olcPPolicyDefault: cn=default,ou=policies,$BASE
olcPPolicyHashCleartext: TRUE
olcPPolicyUseLockout: TRUE
LDIF
}

load() {
  { cat <<LDIF
dn: $BASE
objectClass: dcObject
objectClass: organization
dc: exeunt
o: Exeunt Test

LDIF
    for ou in people groups services policies; do
      printf 'dn: ou=%s,%s\nobjectClass: organizationalUnit\nou: %s\n\n' $ou "$BASE" $ou; done
    cat <<LDIF
dn: cn=default,ou=policies,$BASE
objectClass: organizationalRole
objectClass: pwdPolicy
cn: default
pwdAttribute: userPassword
pwdLockout: TRUE
pwdMaxFailure: 20
pwdLockoutDuration: 60

dn: $SVC
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: exeunt
userPassword: $SVCPW

LDIF
    awk -v n="$N" -v b="$BASE" -v varied="$([ "$SEED" = varied ] && echo 1)" '
      function posix(i) {
        print "objectClass: posixAccount\nobjectClass: shadowAccount\nloginShell: /bin/bash"
        printf "uidNumber: %d\ngidNumber: 10000\nhomeDirectory: /home/u%04d\n", 10000+i, i }
      function user(i, u) {
        u=sprintf("u%04d",i)
        printf "dn: uid=%s,ou=people,%s\nobjectClass: inetOrgPerson\nuid: %s\ncn: User %s\nsn: %s\nmail: %s@exeunt.test\nemployeeNumber: E%04d\nuserPassword: pw-%s\n",u,b,u,u,u,u,i,u
        if (varied && i%2==0) posix(i)
        if (varied && i>=n-10 && i<n) printf "pwdPolicySubentry: cn=no-lockout,ou=policies,%s\n", b
        print "" }
      function group(g, i) {
        printf "dn: cn=g%02d,ou=groups,%s\nobjectClass: groupOfNames\ncn: g%02d\nmember: cn=exeunt,ou=services,%s\n",g,b,g,b
        for(i=g;i<=n;i+=20) printf "member: uid=u%04d,ou=people,%s\n",i,b
        print "" }
      BEGIN { for(i=1;i<=n;i++) user(i); for(g=1;g<=20;g++) group(g) }'
    if [ "$SEED" = varied ]; then cat <<LDIF
dn: cn=no-lockout,ou=policies,$BASE
objectClass: organizationalRole
objectClass: pwdPolicy
cn: no-lockout
pwdAttribute: userPassword
pwdLockout: FALSE

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

LDIF
    fi
  } > "$DIR/load.ldif"
  ldapadd -x -H "ldap://127.0.0.1:$PORT" -D "$ADMIN" -w "$ADMINPW" -f "$DIR/load.ldif" > "$DIR/load.log" 2>&1 \
    || { tail -5 "$DIR/load.log" >&2; die "load failed"; }
}

case ${1:-} in
  start)   shift; start "$@";;
  stop)    stop_pidfile "$2/pid";;
  status)  [ -s "$2/pid" ] && kill -0 "$(cat "$2/pid")" && cat "$2/endpoint.env";;
  install) install_;;
  *) die "usage: $0 start DIR PORT [USERS] [SEED] | stop DIR | status DIR | install";;
esac
