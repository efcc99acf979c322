#!/usr/bin/env bash
# package_test.sh DEB: installs the package into a bare Debian 12, uses the command line and the window there, removes it
# again, and looks for what stayed. Needs root, debootstrap, the Debian mirror that apt is configured with, and 3 GB in
# TMPDIR; takes some minutes, so it is no part of the default tests (./kerb.sh package-test).
set -euo pipefail
deb="$(realpath "$1")"
[[ "$(id -u)" == 0 ]] || { echo "package_test: run as root (sudo)" >&2; exit 1; }
# Mounts of its own, gone with this program whatever happens; the loopback network and the mirror stay.
if [[ "${KERB_OWN_MOUNTS:-}" != 1 ]]; then
  exec env KERB_OWN_MOUNTS=1 unshare --mount --propagation private bash "$0" "$@"
fi

work="$(mktemp -d)" xvfb=""
bare="$work/bare"
cleanUp() {
  [[ -z "$xvfb" ]] || kill "$xvfb" 2>/dev/null || true
  umount --recursive --lazy "$bare/proc" "$bare/dev/shm" 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap cleanUp EXIT

say() { echo "package_test: $*"; }
fail() {
  say "FAILED: $*" >&2
  exit 1
}
asRoot() { chroot "$bare" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
# As nobody, with a home of its own.
asUser() {
  chroot --userspec=65534:65534 "$bare" env -i PATH=/usr/bin:/bin HOME=/tmp/home XDG_RUNTIME_DIR=/tmp/run \
    LANG=C.UTF-8 "DISPLAY=${display:-}" "$@"
}
everything() { find "$bare" -xdev \( -path "$bare/proc" -o -path "$bare/tmp" -o -path "$bare/dev" \) -prune -o -print | sort; }

# Prints "ADDRESS SUITE" of Debian 12 and its updates, as apt on this machine has them.
mirrors() {
  # shellcheck disable=SC2016  # apt's own placeholders
  apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' |
    sed -n 's/^\([^ ]*\) \(bookworm[a-z-]*\) main$/\1 \2/p' | sort --unique
}

makeBare() {
  local main
  main="$(mirrors | sed -n 's/ bookworm$//p' | head -n 1)"
  [[ -n "$main" ]] || fail "apt on this machine knows no mirror of Debian 12 (bookworm)"
  debootstrap --variant=minbase bookworm "$bare" "$main" >"$work/log" 2>&1 || fail "debootstrap: $(tail -5 "$work/log")"
  mirrors | sed 's/.*/deb & main/' >"$bare/etc/apt/sources.list"
  echo force-unsafe-io >"$bare/etc/dpkg/dpkg.cfg.d/90test"
  apt-config dump Acquire >"$bare/etc/apt/apt.conf.d/90test" # proxies and the like
  mount -t proc proc "$bare/proc"
  mkdir -p "$bare/dev/shm"
  mount -t tmpfs tmpfs "$bare/dev/shm"
  cp /etc/resolv.conf "$bare/etc/resolv.conf" 2>/dev/null || true
  asRoot apt-get update -q >"$work/log" 2>&1 || fail "apt-get update: $(tail -5 "$work/log")"
  install -d -m 700 -o 65534 -g 65534 "$bare/tmp/home" "$bare/tmp/run"
}

installKerb() {
  cp "$deb" "$bare/tmp/kerb.deb"
  asRoot apt-get install -q -y --no-install-recommends /tmp/kerb.deb >"$work/log" 2>&1 ||
    fail "apt-get install: $(tail -20 "$work/log")"
  rm "$bare/tmp/kerb.deb"
  asRoot dpkg -L kerb | sort >"$work/files"
  ! grep -iE '/[^/]*(cuda|cudnn|nccl|nvrtc|cublas|cupti)[^/]*$' "$work/files" | grep -v COPYING.CUDA || fail "NVIDIA's files"
  local program
  for program in /usr/bin/kerb /usr/libexec/kerb/kerb-main /usr/libexec/kerb/kerb-window /usr/libexec/kerb/kerb-gl-probe /usr/libexec/kerb/kerb-image-codecs.so \
    /usr/lib/kerb/torch/libtorch_cpu.so; do
    ! asRoot ldd "$program" | grep "not found" || fail "$program lacks libraries"
  done
}

useCommandLine() {
  asUser kerb doctor >"$work/doctor.txt" || fail "kerb doctor: $(cat "$work/doctor.txt")"
  asUser kerb inspect synthetic:frames=4 --model starter --out /tmp/home/out >"$work/log" 2>&1 ||
    fail "kerb inspect: $(tail -5 "$work/log")"
  [[ -f "$bare/tmp/home/out/summary.json" ]] || fail "kerb inspect wrote no summary"
  asUser kerb train --method monodepth2 --data synthetic:frames=6,width=96,height=64 --run /tmp/home/run --set width=96 \
    --set height=64 --set batch_size=2 --set epochs=1 --set threads=1 >"$work/log" 2>&1 || fail "kerb train: $(tail -5 "$work/log")"
}

# The bare machine has no X server: the window comes to one outside, through the socket that needs no file.
useWindow() {
  mkdir "$work/screen"
  Xvfb -displayfd 3 -screen 0 1600x1000x24 -fbdir "$work/screen" 3>"$work/number" >"$work/xvfb.log" 2>&1 &
  xvfb=$!
  for _ in $(seq 100); do [[ -s "$work/number" ]] && break; sleep 0.1; done
  [[ -s "$work/number" ]] || fail "Xvfb did not start: $(cat "$work/xvfb.log")"
  display=":$(cat "$work/number")"
  asUser kerb synthetic >"$work/window.log" 2>&1 &
  local window=$!
  sleep "${KERB_WINDOW_SECONDS:-30}"
  kill -0 "$window" 2>/dev/null || fail "the window did not stay: $(cat "$work/window.log")"
  xwininfo -display "$display" -root -tree >"$work/tree.txt"
  grep -q '("kerb" "kerb")' "$work/tree.txt" || fail "there is no window of class kerb: $(cat "$work/tree.txt")"
  ffmpeg -v error -y -f image2 -c:v xwd -i "$work/screen/Xvfb_screen0" "$(dirname "$deb")/window.png" || fail "no screenshot"
  kill -TERM "$window"
  wait "$window" 2>/dev/null || true
  [[ ! -s "$work/window.log" ]] || fail "the window complains: $(cat "$work/window.log")"
}

removeKerb() {
  asRoot apt-get purge -q -y kerb >"$work/log" 2>&1 || fail "apt-get purge: $(tail -5 "$work/log")"
  local left
  left="$(everything | sed "s#^$bare##" | grep -i kerb | grep -vE '^/var/(log|cache/apt)/' || true)"
  [[ -z "$left" ]] || fail "this stayed: $left"
  while read -r path; do
    [[ -d "$bare$path" || ! -e "$bare$path" ]] || fail "$path stayed"
  done <"$work/files"
}

say "lintian"
lintian --fail-on error "$deb" || fail "lintian has errors (see above)"
say "a bare Debian 12"
makeBare
say "installing: $(stat -c %s "$deb" | numfmt --to=iec) of package"
installKerb
say "$(asRoot dpkg-query --show | wc -l) packages, $(du -smx "$bare" | cut -f 1) MB with Kerb's $(du -smc "$bare"/usr/lib/kerb "$bare"/usr/libexec/kerb "$bare"/usr/share/kerb | tail -1 | cut -f 1) MB"
useCommandLine
say "the window"
useWindow
removeKerb
say "passed; the window was $(dirname "$deb")/window.png"
