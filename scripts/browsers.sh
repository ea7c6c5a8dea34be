#!/usr/bin/env bash
# Makes sure that Firefox and WebKit are there for the browser tests: uses what is
# installed, else installs Debian's when this user may, else says what to install;
# the tests then say which browser they have skipped.
set -euo pipefail
. "$(dirname "$0")/packages.sh"
missing=()
installed firefox-esr firefox || missing+=(firefox-esr)
installed MiniBrowser /usr/lib/*/webkit2gtk-4.*/MiniBrowser || missing+=(webkit2gtk-driver)
installed Xvfb || missing+=(xvfb)
if [ "${#missing[@]}" -eq 0 ]; then exit 0; fi
if ! may_install; then
  echo "SKIP Firefox or WebKit: not found, install the packages '${missing[*]}' of your system"
  exit 0
fi
prepare_install "${missing[@]}"
for package in "${missing[@]}"; do
  if ! install_package "$package"; then
    echo "SKIP Firefox or WebKit: the package '$package' could not be installed"
  fi
done
