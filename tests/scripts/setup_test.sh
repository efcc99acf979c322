#!/usr/bin/env bash
# Set-up of kerb.sh with tiny wheels in a checkout of its own: what is corrupt is refused, what was cut off is done
# again, and what is there is left alone. apt-get and sudo are stubs that record their calls; so is pip, in that every
# python3 that is asked for pip fails.
set -euo pipefail
source_dir="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
unset KERB_TORCH_ROOT KERB_PRESET
export KERB_DEPS="$work/deps" KERB_WHEELS="$work/wheels" CALLS="$work/calls"

fail() {
  echo "FAILED: $*" >&2
  cat "$work/log" >&2
  exit 1
}

# makeWheel NAME FILES  a wheel with that many small files, and its line for packages/wheels.txt
makeWheel() {
  python3 - "$KERB_WHEELS/$1-1.0-py3-none-any.whl" "$1" "$2" <<'PY'
import sys, zipfile
path, name, files = sys.argv[1], sys.argv[2], int(sys.argv[3])
names = [f"{name}/{i}.txt" for i in range(files)] + [f"nvidia/shared/{name}.txt"]
with zipfile.ZipFile(path, "w") as wheel:
    for entry in names:
        wheel.writestr(entry, entry)
    wheel.writestr(f"{name}-1.0.dist-info/RECORD", "".join(f"{n},,\n" for n in names))
PY
  echo "$1==1.0 --hash=sha256:$(sha256sum <"$KERB_WHEELS/$1-1.0-py3-none-any.whl" | cut -d ' ' -f 1)"
}

makeStub() {  # NAME SCRIPT
  printf '#!/bin/bash\n%s\n' "$2" >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}

makeCheckout() {
  mkdir -p "$work/checkout" "$work/bin" "$KERB_WHEELS"
  cp -r "$source_dir/kerb.sh" "$source_dir/scripts" "$work/checkout/"
  mkdir "$work/checkout/packages"
  echo "bash  # always there" >"$work/checkout/packages/debian.txt"
  makeStub apt-get 'echo "apt-get $*" >>"$CALLS"; exit 1'
  makeStub sudo 'echo "sudo $*" >>"$CALLS"; exit 1'
  makeStub python3 'if [[ "$*" == *"-m pip"* ]]; then echo pip >>"$CALLS"; exit 1; fi; exec /usr/bin/python3 "$@"'
  sed -i 's#/usr/bin/python3 python3#python3#' "$work/checkout/scripts/wheels.sh"
}

setUp() { PATH="$work/bin:$PATH" "$work/checkout/kerb.sh" setup >"$work/log" 2>&1; }

expectWhole() {  # NAME FILES
  [[ "$(find "$KERB_DEPS/site/$1" -type f | wc -l)" == "$2" ]] || fail "$1 is not whole"
  [[ -f "$KERB_DEPS/site/nvidia/shared/$1.txt" ]] || fail "$1 lacks its part of the shared folder"
}

expectOneLine() {  # PATTERN
  [[ "$(wc -l <"$work/log")" == 1 ]] || fail "not one line"
  grep -q -- "$1" "$work/log" || fail "the message lacks '$1'"
}

makeCheckout
alpha="$(makeWheel alpha 3)"
big="$(makeWheel big 4000)"
printf '# two\n%s\n%s\n' "$alpha" "$big" >"$work/checkout/packages/wheels.txt"

# 1. Killed in the middle of unpacking: nothing of the wheel is visible; the next run completes it.
setsid env PATH="$work/bin:$PATH" "$work/checkout/kerb.sh" setup >"$work/log" 2>&1 &
victim=$!
until compgen -G "$KERB_DEPS/site.partial-*/big/*.txt" >/dev/null; do
  kill -0 "$victim" 2>/dev/null || fail "set-up ended before it could be killed"
done
kill -KILL -- "-$victim"
wait "$victim" 2>/dev/null || true
expectWhole alpha 3
[[ ! -e "$KERB_DEPS/site/big" && ! -e "$KERB_DEPS/site/big-1.0.dist-info" ]] || fail "half a wheel is visible"
setUp || fail "set-up after a kill"
expectWhole big 4000
compgen -G "$KERB_DEPS/site.partial-*" >/dev/null && fail "remains of the killed run"

# 2. A second run says nothing, does nothing, and asks neither apt nor pip.
before="$(find "$KERB_DEPS" -newermt @0 -not -name lock -printf '%p %T@\n' | sort | sha256sum)"
setUp || fail "second run"
[[ ! -s "$work/log" ]] || fail "the second run talks"
[[ "$(find "$KERB_DEPS" -newermt @0 -not -name lock -printf '%p %T@\n' | sort | sha256sum)" == "$before" ]] || fail "the second run changed files"

# 3. A stamp whose files were deleted does not count.
rm -rf "$KERB_DEPS"/site/alpha*
setUp || fail "set-up after deletion"
expectWhole alpha 3

# 4. Two at once: the second one says that it waits, and goes on when the first is done.
exec 8>"$KERB_DEPS/lock"
flock 8
: >"$work/log" # what the last run said must not be taken for this one's
env PATH="$work/bin:$PATH" "$work/checkout/kerb.sh" setup >"$work/log" 2>&1 8>&- &
second=$!
for _ in $(seq 100); do [[ -s "$work/log" ]] && break; sleep 0.1; done
expectOneLine "waiting for another kerb.sh that uses $KERB_DEPS"
kill -0 "$second" 2>/dev/null || fail "the second kerb.sh did not wait"
exec 8>&-
wait "$second" || fail "the second kerb.sh did not go on"

# 5. A wheel that was altered is refused in one line, and what was installed before stays.
cp "$KERB_WHEELS/alpha-1.0-py3-none-any.whl" "$work/good.whl"
echo x >>"$KERB_WHEELS/alpha-1.0-py3-none-any.whl"
rm "$KERB_DEPS/stamps/${alpha##*:}"
setUp && fail "an altered wheel was accepted"
expectOneLine "alpha-1.0-py3-none-any.whl is not the pinned wheel"
expectWhole big 4000
mv "$work/good.whl" "$KERB_WHEELS/alpha-1.0-py3-none-any.whl"

# 6. What an interrupted run downloaded whole is used; what it left half is not.
[[ ! -e "$CALLS" ]] || fail "the network was asked: $(cat "$CALLS")"
mkdir "$KERB_DEPS/wheels.partial"
mv "$KERB_WHEELS/alpha-1.0-py3-none-any.whl" "$KERB_DEPS/wheels.partial/"
setUp || fail "a whole download was not used"
expectWhole alpha 3
[[ ! -e "$KERB_DEPS/wheels.partial" ]] || fail "the download was not cleaned up"
rm "$KERB_DEPS/stamps/${alpha##*:}"
mkdir "$KERB_DEPS/wheels.partial"
echo half >"$KERB_DEPS/wheels.partial/alpha-1.0-py3-none-any.whl"
setUp && fail "a half download was used"
grep -q "no python3 with pip" "$work/log" || fail "the half download was not fetched again"
rm "$CALLS"

# 7. A named LibTorch is used and nothing is fetched; a wrong name is one line.
mkdir -p "$work/libtorch/lib"
KERB_TORCH_ROOT="$work/libtorch" setUp && fail "a folder without LibTorch was accepted"
expectOneLine "has no lib/libtorch_cpu.so"
touch "$work/libtorch/lib/libtorch_cpu.so"
KERB_TORCH_ROOT="$work/libtorch" setUp || fail "KERB_TORCH_ROOT"
[[ ! -e "$CALLS" ]] || fail "the network was asked in spite of KERB_TORCH_ROOT"

# 8. A missing Debian package is installed by name, with sudo where not root; without sudo the message names it.
echo "no-such-package" >>"$work/checkout/packages/debian.txt"
setUp && fail "apt-get failed, set-up did not"
grep -q "no-such-package" "$work/log" || fail "the missing package is not named"
grep -q "^apt-get.*update" "$CALLS" || [[ "$(id -u)" != 0 ]] || fail "apt-get was not asked"
makeStub id 'echo 1000'
rm "$CALLS"
setUp && fail "sudo failed, set-up did not"
grep -q "^sudo env DEBIAN_FRONTEND=noninteractive apt-get" "$CALLS" || fail "sudo was not asked"
rm "$work/bin/sudo"
for tool in bash echo dirname awk sed grep xargs mkdir flock dpkg-query nproc env; do ln -sf "$(type -P "$tool")" "$work/bin/"; done
PATH="$work/bin" "$work/checkout/kerb.sh" setup >"$work/log" 2>&1 && fail "neither root nor sudo, and no error"
expectOneLine "neither root nor sudo here; have these packages installed: no-such-package"
echo "set-up: all cases passed"
