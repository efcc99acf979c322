"""ablation.py --kerb KERB --out DIR: Monodepth2 on the synthetic drive, each part left out once, as a table.

Packs drives of the training and of the test seeds, trains M, S, MS and M without each of the paper's parts for the same
number of iterations from the same seed, judges each on the test seeds (median-scaled; S and MS also as they are) beside the
per-row median depth of the training drives, and writes DIR/table.md. What is there is kept: a stopped one goes on when the same
command is given again, and more --variants join the table.

On a GPU: --size 640x192 --drives 200 --epochs 20 --batch 12. The defaults are for two cores and two hours.
The networks start from nothing: where auto-mask is on, it is so from the second epoch on (see docs/training.md).
"""

import argparse
import json
import pathlib
import subprocess
import sys

VARIANTS = {
    "M": [],
    "M without auto-mask": ["auto_mask=false"],
    "M without minimum reprojection": ["minimum_reprojection=false"],
    "M without full-resolution multi-scale": ["full_resolution=false"],
    "M without any of the three": ["auto_mask=false", "minimum_reprojection=false", "full_resolution=false"],
    "S": ["use_stereo=true", "pose_network=false"],
    "MS": ["use_stereo=true"],
}
COLUMNS = ["abs_rel", "sq_rel", "rmse", "rmse_log", "delta_1", "delta_2", "delta_3"]


def run(command):
    print("+", *command, flush=True)
    subprocess.run([str(c) for c in command], check=True)


def pack(options, split, drives, frames):
    shard = options.out / f"{split}_{drives}x{frames}_{options.size}.kshard"
    if not shard.exists():
        width, height = options.size.split("x")
        source = (f"synthetic:split={split},seed=1,drives={drives},frames={frames},width={width},height={height},"
                  f"look={options.look}")
        run([options.kerb, "pack", source, "--out", shard])
    return shard


def train(options, name, settings, shard):
    folder = options.out / name.replace(" ", "_")
    unmasked = 0 if "auto_mask=false" in settings else options.unmasked
    command = [options.kerb, "train", "--run", folder]
    if (folder / "run.toml").exists():
        command += ["--resume"]
    else:
        width, height = options.size.split("x")
        settings = settings + [f"unmasked_epochs={unmasked}", f"width={width}", f"height={height}",
                               f"batch_size={options.batch}", f"seed={options.seed}",
                               f"decay_every={max(1, options.epochs * 3 // 4 - unmasked)}",
                               f"precision={options.precision}", f"device={options.device}", "keep=1"]
        command += ["--method", "monodepth2", "--data", shard]
        for setting in settings:
            command += ["--set", setting]
    run(command + ["--set", f"epochs={options.epochs - unmasked}"])
    return folder


def judge(options, folder, shard, baseline):
    command = [options.kerb, "eval", "--model", folder, "--data", shard, "--baseline", baseline, "--json",
               "--device", options.device]
    return json.loads(subprocess.run([str(c) for c in command], check=True, capture_output=True, text=True).stdout)


def row(name, figures):
    return f"| {name} | " + " | ".join(f"{figures[c]:.3f}" for c in COLUMNS) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kerb", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--size", default="192x64")
    parser.add_argument("--look", default="clean", choices=["clean", "camera"])
    parser.add_argument("--drives", type=int, default=24)
    parser.add_argument("--frames", type=int, default=50)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--unmasked", type=int, default=1, help="of these epochs, without auto-mask at the start")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--precision", default="bf16", choices=["fp32", "bf16", "fp16"])
    parser.add_argument("--device", default="auto")
    parser.add_argument("--variants", nargs="*", default=list(VARIANTS), choices=list(VARIANTS))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    training = pack(options, "train", options.drives, options.frames)
    test = pack(options, "test", max(4, options.drives // 6), 25)
    lines = ["| | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    baseline = None
    for name in options.variants:
        report = judge(options, train(options, name, VARIANTS[name], training), test, training)
        if baseline is None:
            baseline = row("per-row median depth of the training drives", report["baseline"]["depth"]["median_scaled"])
            lines.append(baseline)
        lines.append(row(name, report["depth"]["median_scaled"]))
        if name in ("S", "MS"):
            lines.append(row(f"{name}, not scaled", report["depth"]["as_is"]))
        (options.out / "table.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
