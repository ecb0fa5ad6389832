#!/usr/bin/env bash
# linux-host.sh - a "Linux host" reached over real OpenSSH, with its own user database.
#   linux-host.sh start DIR PORT [USERS=10] [ADDR=127.0.0.1]
#   linux-host.sh stop DIR | status DIR | install
# Root only. sshd runs in its own mount + PID + UTS namespace: /etc is an overlay (so useradd,
# passwd -l, chage, usermod really rewrite passwd/shadow, but a private copy), /home, /run and
# /var/spool/cron are private, and `pkill -u USER` can see only this host's processes.
# Several hosts run side by side on other ports, or on port 22 of 127.0.0.30, 127.0.0.31, ...
. "$(dirname "$0")/common.sh"
install_() { apt_install openssh-server openssh-client passwd procps sudo util-linux; }

start() {
  DIR=$1; PORT=$2; N=${3:-10}; ADDR=${4:-127.0.0.1}
  [ "$(id -u)" = 0 ] || missing "needs root (namespaces, overlay)"
  port_free "$ADDR" "$PORT"; install_; mkdir -p "$DIR"; DIR=$(cd "$DIR" && pwd)
  mkdir -p "$DIR"/{upper,work,home,cron,keys,run}; chmod 755 "$DIR" "$DIR/home" "$DIR/run"
  [ -s "$DIR/keys/admin" ]    || ssh-keygen -q -t ed25519 -N '' -C exeunt-admin -f "$DIR/keys/admin"
  [ -s "$DIR/keys/user" ]     || ssh-keygen -q -t ed25519 -N '' -C some-user -f "$DIR/keys/user"
  [ -s "$DIR/keys/hostkey" ]  || ssh-keygen -q -t ed25519 -N '' -C host -f "$DIR/keys/hostkey"
  chmod 644 "$DIR/keys/user"      # tests copy it; only a test key
  cat > "$DIR/init.sh" <<NS
set -e
hostname host-$PORT
mount -t overlay overlay -o lowerdir=/etc,upperdir=$DIR/upper,workdir=$DIR/work /etc
mount --bind $DIR/home /home
mkdir -p /var/spool/cron; mount --bind $DIR/cron /var/spool/cron
mount -t tmpfs tmpfs /run; mkdir -p /run/sshd /run/lock /run/sudo; chmod 755 /run/sshd
if [ ! -e $DIR/.populated ]; then
  rm -f /etc/nologin; echo "127.0.0.1 localhost host-$PORT" > /etc/hosts   # else sudo complains on stderr
  # the connector's account: may run the few commands below as root and nothing else
  useradd -m -s /bin/bash exeunt; mkdir -p /home/exeunt/.ssh; cp $DIR/keys/admin.pub /home/exeunt/.ssh/authorized_keys
  chown -R exeunt: /home/exeunt/.ssh; chmod 700 /home/exeunt/.ssh
  printf '%s\n' 'Cmnd_Alias EXEUNT = /usr/sbin/usermod, /usr/bin/chage, /usr/bin/passwd, /usr/bin/pkill, /usr/bin/crontab, /usr/bin/gpasswd, /usr/bin/getent, /usr/bin/mv, /usr/bin/test' \
    'exeunt ALL=(root) NOPASSWD: EXEUNT' > /etc/sudoers.d/exeunt; chmod 440 /etc/sudoers.d/exeunt
  for i in \$(seq 1 $N); do u=\$(printf u%04d \$i)
    useradd -m -s /bin/bash -c "User \$u" \$u; echo "\$u:pw-\$u"; mkdir -p /home/\$u/.ssh
    cp $DIR/keys/user.pub /home/\$u/.ssh/authorized_keys; chown -R \$u: /home/\$u/.ssh; chmod 700 /home/\$u/.ssh
  done > $DIR/pw.txt
  chpasswd -c SHA256 < $DIR/pw.txt; rm -f $DIR/pw.txt; touch $DIR/.populated
fi
exec /usr/sbin/sshd -D -e -f $DIR/sshd_config
NS
  cat > "$DIR/sshd_config" <<CONF
Port $PORT
ListenAddress $ADDR
HostKey $DIR/keys/hostkey
PidFile none
UsePAM yes
PasswordAuthentication yes
KbdInteractiveAuthentication no
PermitRootLogin no
StrictModes yes
UseDNS no
LogLevel VERBOSE
MaxStartups 100:30:200
Subsystem sftp internal-sftp
CONF
  # --kill-child: when this unshare dies, the namespace's PID 1 (sshd) and so every session dies too
  nohup unshare --mount --pid --uts --fork --kill-child --mount-proc --propagation private bash "$DIR/init.sh" > "$DIR/sshd.log" 2>&1 &
  NSP=$!
  wait_tcp "$ADDR" "$PORT" 60 || { tail "$DIR/sshd.log" >&2; die "sshd did not answer"; }
  # the namespace's PID 1 (sshd): a TERM to it ends the host; unshare itself ignores TERM
  pgrep -P "$NSP" > "$DIR/pid"
  printf '[%s]:%s %s\n' "$ADDR" "$PORT" "$(cut -d' ' -f1,2 "$DIR/keys/hostkey.pub")" > "$DIR/known_hosts"
  cat > "$DIR/endpoint.env" <<ENV
SSH_ADDR=$ADDR:$PORT
SSH_KNOWN_HOSTS=$DIR/known_hosts
SSH_ADMIN_USER=exeunt
SSH_ADMIN_KEY=$DIR/keys/admin
SSH_USER_KEY=$DIR/keys/user
SSH_USER_PATTERN=u0001 password pw-u0001
SSH_PID=$(cat "$DIR/pid")
ENV
  cat "$DIR/endpoint.env"
}
case ${1:-} in
  start)   shift; start "$@";;
  stop)    stop_pidfile "$2/pid" 5;;
  status)  [ -s "$2/pid" ] && kill -0 "$(cat "$2/pid")" && cat "$2/endpoint.env";;
  install) install_;;
  *) die "usage: $0 start DIR PORT [USERS] [ADDR] | stop DIR | status DIR | install";;
esac
