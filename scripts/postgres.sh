#!/usr/bin/env bash
# Makes sure that the programs of PostgreSQL are there for the tests of the store: uses
# what is installed, else installs Debian's when this user may, else says what to install;
# the tests then say that they are skipped.
set -euo pipefail
. "$(dirname "$0")/packages.sh"
if installed ${POSTGRES_BIN:+"$POSTGRES_BIN/initdb"} initdb /usr/lib/postgresql/*/bin/initdb; then exit 0; fi
if ! may_install; then
  echo "SKIP PostgreSQL: not found, install the package 'postgresql' of your system"
  exit 0
fi
prepare_install postgresql
install_package postgresql || echo "SKIP PostgreSQL: the package 'postgresql' could not be installed"
