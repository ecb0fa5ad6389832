#!/bin/sh
# The user that the service runs as; it is left there when the package goes, for it owns the store.
set -e
getent group exeunt >/dev/null || groupadd --system exeunt
getent passwd exeunt >/dev/null || useradd --system --gid exeunt --home-dir /var/lib/exeunt --no-create-home --shell /usr/sbin/nologin exeunt
