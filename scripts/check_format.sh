#!/usr/bin/env bash
# clang-format over every source file of the repository, new ones included; --fix formats in place.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mode=(--dry-run -Werror)
[[ "${1:-}" == --fix ]] && mode=(-i)
git ls-files --cached --others --exclude-standard --deduplicate -- '*.h' '*.cpp' '*.cu' '*.cuh' |
  while read -r file; do [[ -f "$file" ]] && printf '%s\0' "$file"; done |
  xargs --null --no-run-if-empty --max-args 40 clang-format-19 "${mode[@]}"
