#!/usr/bin/env bash
# linux-host.sh - a "Linux host" reached over real OpenSSH, with its own user database.
#   linux-host.sh start DIR PORT [USERS=10] [ADDR=127.0.0.1]
#   linux-host.sh stop DIR | status DIR | install
# Root only. sshd runs in its own mount + PID + UTS namespace: /etc and /var are overlays (so useradd,
# passwd -l, chage, usermod really rewrite passwd/shadow, but a private copy), /home, /root, /run
# and /usr/local/sbin are private, and `pkill -u USER` can see only this host's processes.
# Several hosts run side by side on other ports, or on port 22 of 127.0.0.30, 127.0.0.31, ...
# The connector's account may run /usr/local/sbin/exeunt-host as root; whoever tests puts it into DIR/sbin.
# A stopped DIR may be copied and started on another port.
. "$(dirname "$0")/common.sh"
install_() { apt_install openssh-server openssh-client passwd procps sudo util-linux cron at; }

start() {
  DIR=$1; PORT=$2; N=${3:-10}; ADDR=${4:-127.0.0.1}
  [ "$(id -u)" = 0 ] || missing "needs root (namespaces, overlay)"
  port_free "$ADDR" "$PORT"; install_; mkdir -p "$DIR"; DIR=$(cd "$DIR" && pwd)
  mkdir -p "$DIR"/{upper,work,var,varwork,home,root,keys,sbin}; chmod 700 "$DIR/root"; chmod 755 "$DIR" "$DIR/home" "$DIR/upper" "$DIR/var" "$DIR/sbin"
  [ -s "$DIR/keys/admin" ]    || ssh-keygen -q -t ed25519 -N '' -C exeunt-admin -f "$DIR/keys/admin"
  [ -s "$DIR/keys/user" ]     || ssh-keygen -q -t ed25519 -N '' -C some-user -f "$DIR/keys/user"
  [ -s "$DIR/keys/hostkey" ]  || ssh-keygen -q -t ed25519 -N '' -C host -f "$DIR/keys/hostkey"
  chmod 644 "$DIR/keys/user"      # tests copy it; only a test key
  cat > "$DIR/init.sh" <<NS
set -e
hostname host-$PORT
mount -t overlay overlay -o lowerdir=/etc,upperdir=$DIR/upper,workdir=$DIR/work /etc
mount -t overlay overlay -o lowerdir=/var,upperdir=$DIR/var,workdir=$DIR/varwork /var
mount --bind $DIR/home /home
mount --bind $DIR/root /root
mount --bind $DIR/sbin /usr/local/sbin
mount -t tmpfs tmpfs /run; mkdir -p /run/sshd /run/lock /run/sudo; chmod 755 /run/sshd
echo "127.0.0.1 localhost host-$PORT" > /etc/hosts   # else sudo complains on stderr
if [ ! -e $DIR/.populated ]; then
  rm -f /etc/nologin
  sed -i 's/pam_unix.so/pam_unix.so nodelay/' /etc/pam.d/common-auth        # a refused password is told at once
  # the connector's account: may run one program as root and nothing else
  useradd -m -s /bin/bash exeunt; mkdir -p /home/exeunt/.ssh; cp $DIR/keys/admin.pub /home/exeunt/.ssh/authorized_keys
  chown -R exeunt: /home/exeunt/.ssh; chmod 700 /home/exeunt/.ssh
  printf '%s\n' 'exeunt ALL=(root) NOPASSWD: /usr/local/sbin/exeunt-host ""' > /etc/sudoers.d/exeunt; chmod 440 /etc/sudoers.d/exeunt
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
