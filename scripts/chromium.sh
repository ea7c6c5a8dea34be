#!/usr/bin/env bash
# Makes sure that a Chromium is on the PATH, and its headless shell where the
# system has one: uses what is there, else installs Debian's when this user may,
# else says what to install.
set -euo pipefail
installed() {
  for name in "$@"; do if command -v "$name" >/dev/null; then return 0; fi; done
  return 1
}
missing=()
installed chromium chromium-browser google-chrome || missing+=(chromium)
installed chromium-headless-shell || missing+=(chromium-headless-shell)
if [ "${#missing[@]}" -eq 0 ]; then exit 0; fi
sudo=
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then sudo=no; else sudo='sudo -n'; fi
fi
if [ "$sudo" = no ] || ! command -v apt-get >/dev/null; then
  # The shell only saves time.
  if [ "${missing[0]}" != chromium ]; then exit 0; fi
  echo "The browser tests need Chromium. Install the package 'chromium' of your system and run this again." >&2
  exit 1
fi
echo "Not found: ${missing[*]}; installing Debian's."
$sudo apt-get update -q
for package in "${missing[@]}"; do
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q --no-install-recommends "$package" || [ "$package" != chromium ]
done
