#!/bin/bash
# Packs the synthetic drive, trains the starter model on it, exports it and judges it on streets that it has not seen.
# Stopped, it goes on when called again.
#   scripts/train_starter.sh FOLDER [name=value ...]     FOLDER/data (2 GB), FOLDER/run and FOLDER/starter.safetensors are made
#   KERB=build/release/bin/kerb                          the program
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
kerb=${KERB:-$root/build/release/bin/kerb}
[ $# -ge 1 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 1; }
folder=$1
shift
mkdir -p "$folder/data"

# A picture of 16:9 holds every aspect that is cropped from it; a frame a second shows more than ten.
size=width=448,height=256,fps=1
pack() {  # NAME OPTIONS
  [ -f "$folder/data/$1.kshard" ] ||
    "$kerb" pack "synthetic:$2,$size" --parts depth,semantics --out "$folder/data/$1.kshard"
}
pack train_camera_a split=train,seed=1000,look=camera,frames=8,drives=40
pack train_clean_a split=train,seed=1100,look=clean,frames=8,drives=40
pack train_camera_b split=train,seed=1200,look=camera,frames=6,drives=150
pack train_clean_b split=train,seed=1400,look=clean,frames=6,drives=80
pack val_camera split=val,seed=2000,look=camera,frames=5,drives=10
pack val_clean split=val,seed=2200,look=clean,frames=5,drives=10

settings=()
for setting in "$@"; do settings+=(--set "$setting"); done
if [ -f "$folder/run/run.toml" ]; then
  begin=(--resume)
else
  begin=(--recipe depth_semantics/starter)
  for name in camera_a clean_a camera_b clean_b; do begin+=(--data "$folder/data/train_$name.kshard"); done
fi
code=0
"$kerb" train "${begin[@]}" --run "$folder/run" "${settings[@]}" || code=$?
# What there is, also where Ctrl-C or SIGTERM stopped it before its end.
case $code in 0 | 130 | 143) ;; *) exit "$code" ;; esac
"$kerb" export "$folder/run" --half --out "$folder/starter.safetensors" --licence GPL-3.0-or-later --force
for look in camera clean; do
  "$kerb" eval --model "$folder/starter.safetensors" --data "$folder/data/val_$look.kshard" \
    --baseline "$folder/data/train_${look}_a.kshard" | tee "$folder/val_$look.txt"
done
