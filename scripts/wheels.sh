# shellcheck shell=bash disable=SC2154  # kerb.sh sets root, deps, preset and jobs
# Sourced by kerb.sh: LibTorch and its companions from pinned wheels, unpacked under .deps/site.
#   .deps/wheels.partial/   downloads, until they are unpacked
#   .deps/site.partial-*    a wheel while it is unpacked
#   .deps/stamps/SHA256     written last: this wheel is in .deps/site, whole
# Whatever was cut off has no stamp and is done again.

wheelInstalled() {  # NAME VERSION SHA256
  [[ -f "$deps/stamps/$3" && -f "$deps/site/${1//-/_}-$2.dist-info/RECORD" ]]
}

hasSum() { [[ "$(sha256sum <"$1" | cut -d ' ' -f 1)" == "$2" ]]; }  # FILE SHA256

wheelIn() { compgen -G "$1/${2//-/_}-$3-*.whl" | head -n 1 || true; }  # FOLDER NAME VERSION

# Any Python with pip can download; the one of Debian is known to be whole.
findPip() {
  local candidate
  for candidate in /usr/bin/python3 python3; do
    if "$candidate" -m pip --version >/dev/null 2>&1; then
      echo "$candidate"
      return
    fi
  done
  die "no python3 with pip found: install python3-pip"
}

# Prints the wheel in a folder that the user filled, if it is there; one that was altered is refused.
localWheel() {  # NAME VERSION SHA256
  local folder="${KERB_WHEELS:-$deps/wheels}" file
  file="$(wheelIn "$folder" "$@")"
  [[ -n "$file" ]] || return 0
  hasSum "$file" "$3" || die "$file is not the pinned wheel (its SHA-256 differs from $3): delete it or fetch it again"
  echo "$file"
}

downloadWheel() {  # NAME VERSION SHA256 FOLDER
  local python glibc options=()
  python="$(findPip)" || exit 1
  for glibc in $(seq 5 35); do
    options+=(--platform "manylinux_2_${glibc}_x86_64")
  done
  options+=(--platform manylinux2014_x86_64 --platform manylinux1_x86_64)
  options+=(--implementation cp --python-version 3.11 --abi cp311 --abi abi3 --abi none)
  options+=(--no-deps --only-binary=:all: --require-hashes --no-cache-dir)
  [[ -t 2 ]] || options+=(--quiet)
  mkdir -p "$4/tmp"
  echo "$1==$2 --hash=sha256:$3" >"$4/requirement.txt"
  say "downloading $1 $2"
  TMPDIR="$4/tmp" "$python" -m pip --disable-pip-version-check download "${options[@]}" \
    --dest "$4" --requirement "$4/requirement.txt" >&2 ||
    die "could not download $1 $2 (see above); run again, or put the wheel into a folder and name it with KERB_WHEELS"
}

# Prints a wheel file whose sum was checked: a local one, one that an interrupted run left, or a new one.
fetchWheel() {  # NAME VERSION SHA256
  local partial="$deps/wheels.partial" file
  file="$(localWheel "$@")" || exit 1
  [[ -n "$file" ]] || file="$(wheelIn "$partial" "$@")"
  if [[ -z "$file" ]] || ! hasSum "$file" "$3"; then
    rm -rf "$partial"
    downloadWheel "$@" "$partial" || exit 1
    file="$(wheelIn "$partial" "$@")"
    if [[ -z "$file" ]] || ! hasSum "$file" "$3"; then
      die "pip brought a wrong file for $1 $2: SHA-256 $3 was expected"
    fi
  fi
  echo "$file"
}

installWheel() {  # NAME VERSION SHA256
  local file
  file="$(fetchWheel "$@")" || exit 1
  say "unpacking $1 $2"
  python3 "$root/scripts/unpack_wheel.py" "$file" "$deps" "$3" || die "could not unpack $file"
  rm -rf "$deps/wheels.partial"
}

installWheels() {  # LIST
  local pin hash name version sum
  rm -rf "$deps"/site.partial-*
  while read -r pin hash; do
    name="${pin%==*}" version="${pin#*==}" sum="${hash#--hash=sha256:}"
    wheelInstalled "$name" "$version" "$sum" || installWheel "$name" "$version" "$sum"
  done < <(listed "$1")
}
