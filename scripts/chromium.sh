#!/usr/bin/env bash
# Makes sure that a Chromium is on the PATH, and its headless shell where the
# system has one: uses what is there, else installs Debian's when this user may,
# else says what to install.
set -euo pipefail
. "$(dirname "$0")/packages.sh"
missing=()
installed chromium chromium-browser google-chrome || missing+=(chromium)
installed chromium-headless-shell || missing+=(chromium-headless-shell)
if [ "${#missing[@]}" -eq 0 ]; then exit 0; fi
if ! may_install; then
  # The shell only saves time.
  if [ "${missing[0]}" != chromium ]; then exit 0; fi
  echo "The browser tests need Chromium. Install the package 'chromium' of your system and run this again." >&2
  exit 1
fi
prepare_install "${missing[@]}"
for package in "${missing[@]}"; do
  install_package "$package" || [ "$package" != chromium ]
done
