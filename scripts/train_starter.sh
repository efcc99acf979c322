#!/bin/bash
# Packs the synthetic drive and trains the starter model on it. Stopped, it goes on when called again.
#   scripts/train_starter.sh FOLDER [name=value ...]     FOLDER/data (2 GB) and FOLDER/run are made
#   KERB=build/release/bin/kerb                          the program
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
kerb=${KERB:-$root/build/release/bin/kerb}
[ $# -ge 1 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 1; }
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
  exec "$kerb" train --resume --run "$folder/run" "${settings[@]}"
fi
data=()
for name in camera_a clean_a camera_b clean_b; do data+=(--data "$folder/data/train_$name.kshard"); done
exec "$kerb" train --recipe depth_semantics/starter "${data[@]}" --run "$folder/run" "${settings[@]}"
