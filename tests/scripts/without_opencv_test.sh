#!/usr/bin/env bash
# without_opencv_test.sh ROOT DEPS KERB [CMAKE OPTION...]: a machine with LibTorch alone (no OpenCV, FFmpeg, Qt) builds kerb
# and trains from a shard that another machine, with KERB, packed.
set -euo pipefail
root="$1" deps="$2" kerb="$3"
shift 3
build="$root/build/without_opencv"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

fail() {
  echo "without_opencv_test: $*" >&2
  exit 1
}

# Less optimised: what is asked is whether it builds and works, and it is compiled anew.
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE="-O1 -DNDEBUG" -DKERB_DEPS="$deps" \
  -DKERB_IO=OFF -DKERB_GUI=OFF -DKERB_CUDA=OFF -DCMAKE_DISABLE_FIND_PACKAGE_OpenCV=ON "$@" >"$work/configure.log" ||
  fail "$(tail -5 "$work/configure.log")"
cmake --build "$build" --parallel 2 --target kerb >"$work/build.log" || fail "$(tail -40 "$work/build.log")"
linked="$(ldd "$build/bin/kerb-main")"
! grep -E "opencv|libav|Qt" <<<"$linked" || fail "is linked with what a bare machine lacks"

"$kerb" pack synthetic:seed=5,frames=6,width=64,height=64 --out "$work/drive.kshard"
"$build/bin/kerb" train --method monodepth2 --data "$work/drive.kshard" --run "$work/run" --set width=64 --set height=64 \
  --set batch_size=2 --set epochs=1 --set threads=1
[[ -f "$work/run/checkpoints/step-00000002/model.safetensors" ]] || fail "no checkpoint was written"
! "$build/bin/kerb" --help | grep -E "^  (inspect|synth) " || fail "a command is there without what it needs"
measured="$("$build/bin/kerb" bench loss --rounds 1 --threads 2 2>"$work/bench.log")" || fail "$(tail -5 "$work/bench.log")"
grep -q '"relative_difference"' <<<"$measured" || fail "kerb bench loss measured nothing: $measured"
