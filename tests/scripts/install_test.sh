#!/usr/bin/env bash
# install_test.sh ROOT BUILD DEPS: installs the build into a folder, checks every file of the tree, and runs it after it was
# moved. LibTorch is linked in from the build folder, because a copy would be 360 MB.
set -euo pipefail
root="$1" build="$2" deps="$3"
work="$(mktemp -d "$build/install_test.XXXXXX")" # in the build folder, where hard links to its files are possible
trap 'rm -rf "$work"' EXIT
tree="$work/moved"
unset LD_LIBRARY_PATH

fail() {
  echo "install_test: $*" >&2
  exit 1
}

programs() {
  local file
  find "$tree/bin" "$tree/libexec" "$tree/lib" -type f | while read -r file; do
    [[ "$(head -c 4 "$file")" != $'\177ELF' ]] || echo "$file"
  done
}

# 1. What is there, and under which rights.
cmake --install "$build" --strip --component kerb --prefix "$work/first" >"$work/log" || fail "$(tail -5 "$work/log")"
mkdir -p "$work/first/lib/kerb"
cp -al "$build/lib/kerb" "$work/first/lib/kerb/torch"
mv "$work/first" "$tree"
for path in bin/kerb libexec/kerb/kerb-main libexec/kerb/kerb-image-codecs.so lib/kerb/torch/libtorch_cpu.so lib/kerb/torch/libc10.so lib/kerb/torch/libkerb-no-gpu.so \
  share/kerb/recipes/monodepth2/table1-m.toml share/man/man1/kerb.1.gz share/doc/kerb/copyright share/doc/kerb/inspect.md \
  share/bash-completion/completions/kerb share/fish/vendor_completions.d/kerb.fish; do
  [[ -f "$tree/$path" ]] || fail "$path is not installed"
done
unreadable="$(find "$tree" ! -perm -u=r,g=r,o=r -o -perm /g=w,o=w ! -type l)"
[[ -z "$unreadable" ]] || fail "wrong rights: $unreadable"

# 2. No path of this machine, nothing of NVIDIA's, every library found without the build.
foreign="$(grep -rlaF -e "$root/core" -e "$root/resources" -e "$build" -e "$deps" "$tree" || true)"
[[ -z "$foreign" ]] || fail "these files name folders of this machine: $foreign"
nvidia='cuda|cudnn|nccl|nvrtc|cublas|cupti|cufft|cusparse|cusolver|curand|cufile|nvshmem'
named="$(find "$tree" -regextype posix-extended -iregex ".*/[^/]*($nvidia)[^/]*" ! -name COPYING.CUDA)"
[[ -z "$named" ]] || fail "NVIDIA's: $named"
while read -r program; do
  needed="$(readelf -d "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')"
  ! grep -E "$nvidia" <<<"$needed" || fail "$program needs NVIDIA's libraries"
  found="$(ldd "$program")"
  ! grep "not found" <<<"$found" || fail "$program lacks libraries"
  ! grep -E "lib(torch_cpu|c10)\.so" <<<"$found" | grep -vF "$tree/" || fail "$program finds LibTorch outside of the tree"
done < <(programs)
[[ "$(programs | wc -l)" -ge 5 ]] || fail "not all programs were looked at: $(programs)"

! ldd "$tree/libexec/kerb/kerb-main" | grep -q libgdal || fail "every start loads the libraries of OpenCV's image files"

# 3. What desktops and readers get.
gzip -dc "$tree/share/man/man1/kerb.1.gz" >"$work/kerb.1"
commands="$("$tree/bin/kerb" --help | sed -n '/^Subcommands:/,/^$/s/^  \([a-z][a-z0-9-]*\) .*/\1/p')"
[[ "$(wc -w <<<"$commands")" -ge 10 ]] || fail "the list of commands was not found in kerb --help"
for command in $commands; do
  grep -qx "\.B $command" "$work/kerb.1" || fail "the man page lacks '$command'"
done
bash -n "$tree/share/bash-completion/completions/kerb"
if [[ -f "$tree/libexec/kerb/kerb-window" ]]; then
  desktop="$tree/share/applications/org.kerb.Kerb.desktop"
  metainfo="$tree/share/metainfo/org.kerb.Kerb.metainfo.xml"
  desktop-file-validate "$desktop" | tee "$work/desktop.log"
  [[ ! -s "$work/desktop.log" ]] || fail "the desktop entry has faults"
  appstreamcli validate --no-net "$metainfo" || fail "the metainfo file has faults"
  xmllint --noout "$tree/share/mime/packages/kerb.xml" "$tree/share/icons/hicolor/scalable/apps/kerb.svg"
  icon="$(sed -n 's/^Icon=//p' "$desktop")"
  [[ -f "$tree/share/icons/hicolor/scalable/apps/$icon.svg" ]] || fail "there is no icon '$icon'"
  grep -q "setDesktopFileName(QStringLiteral(\"$(basename "$desktop" .desktop)\"))" "$root/app/window_main.cpp" ||
    fail "the window names another desktop entry"
  magic="$(sed -n 's/.*value="\(.*\)".*/\1/p' "$tree/share/mime/packages/kerb.xml")"
fi

# 4. It runs, from where it was moved to and from another folder, with what came with it.
cd /
"$tree/bin/kerb" doctor --json >"$work/doctor.json" || fail "kerb doctor: $(cat "$work/doctor.json")"
grep -q '"CUDA": "not in this build' "$work/doctor.json" || fail "kerb doctor does not say that there is no CUDA"
grep -q monodepth2/table1-m <<<"$("$tree/bin/kerb" models --recipes)" || fail "the recipes are not found"
drive="synthetic:seed=8,frames=3,width=160,height=96"
if grep -qx inspect <<<"$commands"; then
  model=(--method truth)
  [[ ! -f "$tree/share/kerb/weights/starter.safetensors" ]] || model=(--model starter)
  "$tree/bin/kerb" inspect "$drive" "${model[@]}" --export depth,overlay --out "$work/out" >"$work/log" 2>&1 ||
    fail "kerb inspect: $(cat "$work/log")"
  [[ "$(find "$work/out" -name '*.png' | wc -l)" -ge 6 ]] || fail "kerb inspect wrote no pictures"
  mv "$tree/libexec/kerb/kerb-image-codecs.so" "$work/"
  ! "$tree/bin/kerb" inspect "$drive" "${model[@]}" --export depth --out "$work/none" >"$work/log" 2>&1 ||
    fail "kerb inspect wrote pictures without its module"
  grep -q "kerb-image-codecs.so: image files cannot be read" "$work/log" || fail "the module is not named: $(cat "$work/log")"
  mv "$work/kerb-image-codecs.so" "$tree/libexec/kerb/"
fi
"$tree/bin/kerb" pack "$drive" --out "$work/drive.kshard" >"$work/log" 2>&1 || fail "kerb pack: $(cat "$work/log")"
[[ -z "${magic:-}" || "$(head -c "${#magic}" "$work/drive.kshard")" == "$magic" ]] || fail "a shard does not begin with '$magic'"
echo "install: $(find "$tree" -type f | wc -l) files checked"
