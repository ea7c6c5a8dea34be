# Programs that the tests start and that come from packages of the system, which
# this installs on Debian when this user may. For scripts to source.

# Whether one of these programs is there.
installed() {
  for name in "$@"; do if command -v "$name" >/dev/null; then return 0; fi; done
  return 1
}

# Whether packages can be installed without anybody being asked.
may_install() {
  command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }
}

# apt-get as the one who may install.
apt() {
  local sudo=
  if [ "$(id -u)" -ne 0 ]; then sudo='sudo -n'; fi
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get "$@"
}

# Says what is not there, and has the lists of packages renewed. That may fail,
# as it does without a network: installing then says what could not be had.
prepare_install() {
  echo "Not found: $*; installing Debian's."
  apt update -q || true
}

install_package() { apt install -y -q --no-install-recommends "$1"; }
