#!/usr/bin/env bash
# Makes sure that Firefox and WebKit are there for the browser tests: uses what is
# installed, else installs Debian's when this user may, else says what to install;
# the tests then say which browser they have skipped.
set -euo pipefail
installed() {
  for name in "$@"; do if command -v "$name" >/dev/null; then return 0; fi; done
  return 1
}
missing=()
installed firefox-esr firefox || missing+=(firefox-esr)
installed MiniBrowser /usr/lib/*/webkit2gtk-4.*/MiniBrowser || missing+=(webkit2gtk-driver)
installed Xvfb || missing+=(xvfb)
if [ "${#missing[@]}" -eq 0 ]; then exit 0; fi
sudo=
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then sudo=no; else sudo='sudo -n'; fi
fi
if [ "$sudo" = no ] || ! command -v apt-get >/dev/null; then
  echo "SKIP Firefox or WebKit: not found, install the packages '${missing[*]}' of your system and run this again"
  exit 0
fi
echo "Not found: ${missing[*]}; installing Debian's."
$sudo apt-get update -q || true # what is missing then is said by what follows
for package in "${missing[@]}"; do
  if ! DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q --no-install-recommends "$package"; then
    echo "SKIP Firefox or WebKit: the package '$package' could not be installed"
  fi
done
