#!/usr/bin/env bash
# Makes sure that a Chromium is on the PATH: uses the one that is there, else
# installs Debian's when this user may, else says what to install.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
sudo=
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then sudo=no; else sudo='sudo -n'; fi
fi
if [ "$sudo" = no ] || ! command -v apt-get >/dev/null; then
  echo "The browser tests need Chromium. Install the package 'chromium' of your system and run this again." >&2
  exit 1
fi
echo "No Chromium found: installing Debian's."
$sudo apt-get update -q
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q --no-install-recommends chromium
