#!/usr/bin/env bash
# cuda_core_test.sh ROOT DEPS: the preset cuda-core configures where there is neither OpenCV nor FFmpeg nor Qt, with all CUDA
# kernels in it. Compiles nothing. Exit code 77: there is no CUDA 13 here.
set -euo pipefail
root="$1" deps="$2"
build="$(mktemp -d)"
trap 'rm -rf "$build"' EXIT

fail() {
  echo "cuda_core_test: $*" >&2
  exit 1
}
skip() {
  echo "cuda_core_test: skipped: $*"
  exit 77
}

command -v nvcc >/dev/null || skip "nvcc is not on PATH"
nvcc --version | grep -q "release 13\." || skip "CUDA 13 is needed, this is $(nvcc --version | grep release)"

cd "$root"
cmake --preset cuda-core -B "$build" -DKERB_DEPS="$deps" -DCMAKE_DISABLE_FIND_PACKAGE_OpenCV=ON \
  -DCMAKE_DISABLE_FIND_PACKAGE_Qt6=ON -DCMAKE_DISABLE_FIND_PACKAGE_VTK=ON >"$build/log" 2>&1 || fail "$(tail -20 "$build/log")"
commands="$build/compile_commands.json"
while read -r kernel; do
  grep -q "\"file\": \".*/$kernel\"" "$commands" || fail "$kernel is not compiled"
done < <(find core -name '*.cu')
grep -q "app/CMakeFiles/kerb-main.dir" "$commands" || fail "there is no kerb"
! grep -iE -e "-(isystem|I) ?[^ ]*(opencv|qt6|vtk)" "$commands" || fail "is compiled with what a bare machine lacks"
