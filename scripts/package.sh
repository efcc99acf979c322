# shellcheck shell=bash disable=SC2154  # kerb.sh sets root, deps, preset and jobs
# Sourced by kerb.sh: the Debian package, and its test on a bare machine.

packageFile() { compgen -G "$root/build/$preset/package/kerb_*.deb" | sort --version-sort | tail -n 1; }

packageCommand() {
  [[ "$preset" != cuda* ]] || die "a package holds nothing of NVIDIA's: build it with another preset than $preset (docs/packaging.md)"
  setUp
  installPackages package.txt
  # Two packages of the same commit hold the same files with the same times.
  SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2>/dev/null || date +%s)}"
  export SOURCE_DATE_EPOCH
  configure "$preset"
  build "$preset" kerb_package
  releaseLock
  rm -rf "$root/build/$preset/package"
  (cd "$root/build/$preset" && cpack) >&2 || die "cpack failed (see above)"
  local file
  file="$(packageFile)" || die "cpack wrote no package"
  say "$file, $(stat -c %s "$file" | numfmt --to=iec)"
  say "install it with: sudo apt install $file"
}

packageTestCommand() {
  installPackages package.txt
  local file
  file="$(packageFile)" || die "no package in build/$preset/package: run ./kerb.sh package first"
  local as_root=()
  [[ "$(id -u)" == 0 ]] || as_root=(sudo)
  "${as_root[@]}" bash "$root/tests/scripts/package_test.sh" "$file"
}
