# shellcheck shell=bash disable=SC2154  # kerb.sh sets root, deps, preset and jobs
# Sourced by kerb.sh: Debian packages, and the headers that are collected from them.

# Prints what the list packages/$1 names and this machine lacks.
missingPackages() {
  local installed
  installed="$(dpkg-query --show --showformat '${Package} ${db:Status-Status}\n' 2>/dev/null | awk '$2 == "installed" {print $1}')"
  listed "$1" | grep --line-regexp --invert-match --fixed-strings --file <(echo "$installed") || true
}

# installPackages LIST  installs what is missing; needs the network only then.
installPackages() {
  local missing
  if ! command -v dpkg-query >/dev/null; then
    say "this is no Debian; the build needs what these packages hold: $(listed "$1" | xargs)"
    return
  fi
  missing="$(missingPackages "$1" | xargs)"
  [[ -z "$missing" ]] && return
  local as_root=()
  if [[ "$(id -u)" != 0 ]]; then
    command -v sudo >/dev/null || die "neither root nor sudo here; have these packages installed: $missing"
    as_root=(sudo)
  fi
  say "installing $missing"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -q)
  "${apt[@]}" update >&2 || die "apt-get update failed (see above); these packages are missing: $missing"
  # shellcheck disable=SC2086  # one word per package
  "${apt[@]}" install -y --no-install-recommends $missing >&2 || die "apt-get could not install: $missing"
}

# The header-only libraries are copied under .deps/include, so that .deps can travel to a machine that
# has neither them nor a network (preset cuda-core).
collectHeaders() {
  local include="$deps/include" versions entry
  versions="$(dpkg-query --show libeigen3-dev nlohmann-json3-dev libcli11-dev libtomlplusplus-dev 2>/dev/null)" || return 0
  [[ "$(cat "$include/versions.txt" 2>/dev/null)" == "$versions" ]] && return
  rm -rf "$include" "$include.partial"
  mkdir -p "$include.partial/eigen3"
  cp -r /usr/include/eigen3/Eigen "$include.partial/eigen3/"
  for entry in nlohmann CLI toml++; do
    cp -r "/usr/include/$entry" "$include.partial/"
  done
  echo "$versions" >"$include.partial/versions.txt"
  mv "$include.partial" "$include"
}
