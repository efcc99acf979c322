"""ablation.py --kerb KERB --out DIR: Monodepth2 on the synthetic drive, each part left out once, as a table.

Packs drives of the training and of the test seeds, trains M, S, MS, and M without each and without any of the paper's parts for
the same number of iterations from the same seed, judges each on the test seeds (median-scaled; S and MS also as they are) beside
the per-row median depth of the training drives, and writes DIR/table.md. What is there is kept: a stopped one goes on when the same
command is given again, and more --variants join the table. DIR/options.json remembers what the table is of: a DIR holds one
choice of options, and others are refused. RUN/eval/ablation.json is what a variant was judged to be; delete it to judge again.

On a GPU: --size 640x192 --drives 200 --epochs 20 --batch 12. The defaults are for two cores and two hours.
Networks compute in bf16 where the device has instructions for it, else in fp32; --precision chooses.
The networks start from nothing: where auto-mask is on, it is so from the second epoch on (see docs/training.md).
"""

import argparse
import json
import os
import pathlib
import re
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
METRIC = ("S", "MS")  # the stereo baseline gives them metres
COLUMNS = ["abs_rel", "sq_rel", "rmse", "rmse_log", "delta_1", "delta_2", "delta_3"]
# What the figures of a table depend on. Where it is computed is not among them.
OPTIONS = ["size", "look", "drives", "frames", "epochs", "unmasked", "batch", "seed", "precision"]
CPU_INFO = pathlib.Path("/proc/cpuinfo")


class Refused(Exception):
    """What a person asked for does not go, in one line."""


def write_whole(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    partial.write_text(text)
    partial.replace(path)


def run(command):
    """What it printed; its progress and its errors go where ours go."""
    print("+", *command, flush=True)
    try:
        done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, text=True, check=False)
    except OSError as why:
        raise Refused(f"{command[0]} cannot be started: {why.strerror}") from why
    if done.returncode != 0:
        raise Refused(f"{command[0]} {command[1]} ended with code {done.returncode}: its error is above")
    return done.stdout


def usual_precision(options):
    """kerb train refuses bf16 on a processor without instructions for it; GPUs have them."""
    if {"avx512_bf16", "amx_bf16", "bf16"} & set(CPU_INFO.read_text().split()):
        return "bf16"
    device = options.device
    if device == "auto":
        device = json.loads(run([options.kerb, "doctor", "--json"]))["machine"]["device"]
    return "bf16" if device.startswith("cuda") else "fp32"


def folder_of(options, name):
    return options.out / name.replace(" ", "_")


def figures_file(options, name):
    return folder_of(options, name) / "eval" / "ablation.json"


def check(options):
    if not re.fullmatch(r"\d+x\d+", options.size):
        raise Refused(f"--size {options.size} is no WIDTHxHEIGHT")
    if options.epochs < 1 or options.unmasked < 0:
        raise Refused("--epochs must be at least 1, --unmasked at least 0")
    if options.unmasked >= options.epochs:
        raise Refused(f"--unmasked {options.unmasked} leaves no epoch with auto-mask: "
                      f"choose less than the {options.epochs} of --epochs")


def claim(options):
    """One folder, one choice of options: else rows stand side by side that cannot be compared."""
    chosen = {name: getattr(options, name) for name in OPTIONS}
    memory = options.out / "options.json"
    begun = [name for name in VARIANTS if (folder_of(options, name) / "run.toml").exists()]
    if begun and not memory.exists():
        raise Refused(f"{options.out} has runs ({', '.join(begun)}) and no options.json that says how they were trained: "
                      "give another --out")
    before = json.loads(memory.read_text()) if begun else chosen
    changed = [f"--{name} {before.get(name)} -> {value}" for name, value in chosen.items() if before.get(name) != value]
    if changed:
        raise Refused(f"{options.out} was begun with other options ({', '.join(changed)}): "
                      "give those again, or another --out")
    write_whole(memory, json.dumps(chosen, indent=2) + "\n")


def pack(options, split, drives, frames):
    shard = options.out / f"{split}_{drives}x{frames}_{options.size}_{options.look}.kshard"
    if not shard.exists():
        width, height = options.size.split("x")
        source = (f"synthetic:split={split},seed=1,drives={drives},frames={frames},width={width},height={height},"
                  f"look={options.look}")
        run([options.kerb, "pack", source, "--out", shard])
    return shard


def new_run(options, settings, unmasked, shard):
    width, height = options.size.split("x")
    settings = settings + [f"unmasked_epochs={unmasked}", f"width={width}", f"height={height}",
                           f"batch_size={options.batch}", f"seed={options.seed}",
                           f"decay_every={max(1, options.epochs * 3 // 4 - unmasked)}",
                           f"precision={options.precision}", "keep=1"]
    words = ["--method", "monodepth2", "--data", shard]
    for setting in settings:
        words += ["--set", setting]
    return words


def train(options, name, shard):
    folder = folder_of(options, name)
    settings = VARIANTS[name]
    unmasked = 0 if "auto_mask=false" in settings else options.unmasked
    begun = (folder / "run.toml").exists()
    run([options.kerb, "train", "--run", folder] +
        (["--resume"] if begun else new_run(options, settings, unmasked, shard)) +
        ["--set", f"epochs={options.epochs - unmasked}", "--set", f"device={options.device}"])
    return folder


def judge(options, name, training, test):
    """Trains what is not yet judged."""
    figures = figures_file(options, name)
    if figures.exists():
        print(f"{name}: judged already", flush=True)
        return
    report = run([options.kerb, "eval", "--model", train(options, name, training), "--data", test, "--baseline", training,
                  "--json", "--device", options.device])
    write_whole(figures, json.dumps(json.loads(report), indent=2) + "\n")


def row(name, figures):
    return f"| {name} | " + " | ".join(f"{figures[c]:.3f}" for c in COLUMNS) + " |"


def table(options):
    """Of all variants that were judged, whoever asked for them."""
    lines = ["| | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name in VARIANTS:
        if not figures_file(options, name).exists():
            continue
        report = json.loads(figures_file(options, name).read_text())
        if len(lines) == 2:
            lines.append(row("per-row median depth of the training drives", report["baseline"]["depth"]["median_scaled"]))
        lines.append(row(name, report["depth"]["median_scaled"]))
        if name in METRIC:
            lines.append(row(f"{name}, not scaled", report["depth"]["as_is"]))
    return "\n".join(lines) + "\n"


def arguments():
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
    parser.add_argument("--precision", choices=["fp32", "bf16", "fp16"])
    parser.add_argument("--device", default="auto")
    parser.add_argument("--variants", nargs="+", default=list(VARIANTS), choices=list(VARIANTS))
    return parser.parse_args()


def main():
    options = arguments()
    check(options)
    if options.precision is None:
        options.precision = usual_precision(options)
    claim(options)
    training = pack(options, "train", options.drives, options.frames)
    test = pack(options, "test", max(4, options.drives // 6), 25)
    for name in options.variants:
        judge(options, name, training, test)
        write_whole(options.out / "table.md", table(options))
    print(table(options), end="")


if __name__ == "__main__":
    try:
        main()
    except Refused as why:
        sys.exit(f"ablation.py: {why}")
