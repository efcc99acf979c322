# shellcheck shell=bash disable=SC2154  # kerb.sh sets root, deps, preset and jobs
# Sourced by kerb.sh: messages, folders, the lock.

say() { printf 'kerb.sh: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Two kerb.sh in one checkout would unpack and build over each other.
takeLock() {
  mkdir -p "$deps" || die "cannot write $deps: name another folder with KERB_DEPS"
  exec 9>"$deps/lock"
  if ! flock --nonblock 9; then
    say "waiting for another kerb.sh that uses $deps"
    flock 9
  fi
}

releaseLock() { exec 9>&-; }

# The entries of a list in packages/, without comments and empty lines.
listed() { sed -e 's/[[:space:]]*#.*//' -e '/^[[:space:]]*$/d' "$root/packages/$1"; }

# A compiler on LibTorch's headers takes 1.5 GB, so memory bounds the jobs too.
defaultJobs() {
  local cores memory_gb
  cores="$(nproc)"
  memory_gb="$(awk '/^MemTotal/ {print int($2 / 1600000)}' /proc/meminfo)"
  echo $((memory_gb < 1 ? 1 : memory_gb < cores ? memory_gb : cores))
}
