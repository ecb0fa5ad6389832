#!/usr/bin/env bash
# scripts.sh - what the example programs of docs/connectors/exec need. There is nothing to start.
#   scripts.sh install
. "$(dirname "$0")/common.sh"
case ${1:-} in
  install) apt_install jq python3;;
  *) die "usage: $0 install";;
esac
