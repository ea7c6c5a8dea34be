#!/usr/bin/env bash
# Makes sure that HAProxy is there for the test of a restart behind a proxy: uses what is installed,
# else installs Debian's when this user may, else says what to install; the test then says that it
# is skipped.
set -euo pipefail
. "$(dirname "$0")/packages.sh"
if installed haproxy /usr/sbin/haproxy; then exit 0; fi
if ! may_install; then
  echo "SKIP HAProxy: not found, install the package 'haproxy' of your system"
  exit 0
fi
prepare_install haproxy
install_package haproxy || echo "SKIP HAProxy: the package 'haproxy' could not be installed"
