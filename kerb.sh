#!/usr/bin/env bash
# The way into Kerb: installs what is missing, builds, runs, tests. `./kerb.sh help` lists the commands.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
deps="${KERB_DEPS:-$root/.deps}"
preset="${KERB_PRESET:-release}"
# GNU OpenMP reads this when it is loaded; threads that spin between operators starve everything else.
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-passive}"

# shellcheck source=scripts/common.sh
source "$root/scripts/common.sh"
# shellcheck source=scripts/packages.sh
source "$root/scripts/packages.sh"
# shellcheck source=scripts/wheels.sh
source "$root/scripts/wheels.sh"
# shellcheck source=scripts/build.sh
source "$root/scripts/build.sh"
# shellcheck source=scripts/package.sh
source "$root/scripts/package.sh"

usage() {
  cat <<'USAGE'
usage: ./kerb.sh COMMAND
  run [SOURCE]          set up, build, and open the window on a video or data set; without SOURCE on the synthetic drive.
                        With OPTIONS of `kerb inspect`, or without a display, that writes files into out/NAME instead
  test                  set up, build, and run every check and every test
  kerb ARGS...          set up, build, and start the command line, for example ./kerb.sh kerb doctor
  setup                 only install what is missing: Debian packages, LibTorch
  build [PRESET]        build one of the presets of CMakePresets.json (release)
  tidy                  clang-tidy over all files
  format                clang-format over all files, in place
  package               set up, build, and write the Debian package build/release/package/kerb_VERSION_amd64.deb
  package-test          install that package into a bare Debian 12, use it, remove it (root, network, some minutes)
  fuzz [SECONDS]        run every fuzz target for so long (60), under address and undefined sanitizers
  help                  this text
environment
  KERB_TORCH_ROOT=DIR   use this LibTorch 2.11 and download none
  KERB_WHEELS=DIR       take the pinned wheels from this folder where it has them
  KERB_DEPS=DIR         where downloads are unpacked (.deps)
  KERB_PRESET=NAME      what run, test, kerb and tidy build (release)
  KERB_JOBS=N           compilers at once (cores, or memory / 1.6 GB if that is less)
USAGE
}

runCommand() {
  if [[ $# -le 1 && -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]]; then
    buildKerb
    [[ ! -x "$root/build/$preset/bin/kerb-window" ]] || exec "$root/build/$preset/bin/kerb-window" "${1:-synthetic}"
  fi
  # Without a source: the street that Kerb renders itself, as the starter model sees it; with its true depth and classes
  # in a copy without that model.
  if [[ $# == 0 && -f "$root/resources/weights/starter.safetensors" ]]; then
    set -- synthetic --model starter
  elif [[ $# == 0 ]]; then
    set -- synthetic --method truth
  fi
  buildKerb
  say "writing files: kerb inspect"
  # One folder for each source, so that the next one does not meet this export.
  local argument name="${1%/}" out
  name="${name##*/}"
  out=(--out "out/${name:-source}")
  for argument in "$@"; do
    [[ "$argument" == --out || "$argument" == --out=* ]] && out=()
  done
  exec "$root/build/$preset/bin/kerb" inspect "$@" "${out[@]}"
}

kerbCommand() {
  buildKerb
  exec "$root/build/$preset/bin/kerb" "$@"
}

# Every check runs, and the tests run last, so that their summary closes the output.
testCommand() {
  local failed=() options=(-DKERB_WERROR=OFF)
  [[ "${CI:-}" != true ]] || options=(-DKERB_WERROR=ON)
  setUp
  configure "$preset" "${options[@]}"
  build "$preset" all
  releaseLock
  say "checking format, layers and changed files"
  "$root/scripts/check_format.sh" || failed+=(format)
  python3 "$root/scripts/check_layers.py" "$root" || failed+=(layers)
  python3 "$root/scripts/tidy.py" --build "$root/build/$preset" --jobs "$jobs" --changed || failed+=(clang-tidy)
  ctest --test-dir "$root/build/$preset" -j2 --output-on-failure || failed+=(tests)
  [[ ${#failed[@]} == 0 ]] || die "failed: ${failed[*]}"
}

tidyCommand() {
  setUp
  configure "$preset"
  releaseLock
  python3 "$root/scripts/tidy.py" --build "$root/build/$preset" --jobs "$jobs"
}

fuzzCommand() {
  setUp
  installPackages fuzz.txt
  configureFuzz
  cmake --build "$root/build/fuzz" --parallel "$jobs" --target fuzzers
  releaseLock
  "$root/scripts/fuzz.sh" "$root/build/fuzz" "${1:-60}"
}

command="${1:-help}"
[[ $# == 0 ]] || shift
jobs="${KERB_JOBS:-$(defaultJobs)}"
case "$command" in
  run) runCommand "$@" ;;
  kerb) kerbCommand "$@" ;;
  test) testCommand ;;
  setup) setUp ;;
  build) preset="${1:-$preset}"; setUp; configure "$preset"; build "$preset" all ;;
  tidy) tidyCommand ;;
  format) setUp; "$root/scripts/check_format.sh" --fix ;;
  package) packageCommand ;;
  package-test) packageTestCommand ;;
  fuzz) fuzzCommand "$@" ;;
  help | -h | --help) usage ;;
  *) usage >&2; die "unknown command '$command'" ;;
esac
