# shellcheck shell=bash disable=SC2154  # kerb.sh sets root, deps, preset and jobs
# Sourced by kerb.sh: set-up, configure, build.

# Installs only what is missing; with everything in place it touches no network and takes well under a second.
setUp() {
  takeLock
  installPackages debian.txt
  collectHeaders
  if [[ -n "${KERB_TORCH_ROOT:-}" ]]; then
    [[ -f "$KERB_TORCH_ROOT/lib/libtorch_cpu.so" ]] ||
      die "KERB_TORCH_ROOT=$KERB_TORCH_ROOT has no lib/libtorch_cpu.so: name the folder of LibTorch, or site-packages/torch"
    return
  fi
  installWheels wheels.txt
  [[ "$preset" != cuda* ]] || installWheels wheels-cuda.txt
}

# configure PRESET [CMAKE OPTIONS]  once, and again when the options or the presets change; what else can
# change is watched by the build files themselves.
configure() {
  local folder="$root/build/$1" options=("--preset" "$@")
  options+=("-DKERB_DEPS=$deps" "-DKERB_TORCH_ROOT=${KERB_TORCH_ROOT:-}")
  if [[ -f "$folder/build.ninja" && "$folder/kerb_options.txt" -nt "$root/CMakePresets.json" &&
    "$(cat "$folder/kerb_options.txt")" == "${options[*]}" ]]; then
    return
  fi
  (cd "$root" && cmake "${options[@]}") || die "configuring the preset $1 failed (see above)"
  echo "${options[*]}" >"$folder/kerb_options.txt"
}

build() {  # PRESET TARGET
  cmake --build "$root/build/$1" --target "$2" --parallel "$jobs" || die "the build failed (see above)"
}

# What a user needs. Its chatter goes to stderr: stdout belongs to kerb, which may print JSON.
buildKerb() {
  setUp
  { configure "$preset" && build "$preset" kerb; } >&2
  releaseLock
}

configureFuzz() {
  (cd "$root" && CXX=clang++-19 cmake -S . -B build/fuzz -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DKERB_FUZZ=ON -DKERB_IO=OFF \
    -DKERB_GUI=OFF -DKERB_TESTS=OFF -DKERB_BENCH=OFF "-DKERB_SANITIZE=address,undefined" \
    "-DKERB_DEPS=$deps" "-DKERB_TORCH_ROOT=${KERB_TORCH_ROOT:-}") || die "configuring the fuzz targets failed (see above)"
}
