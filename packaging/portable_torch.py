"""portable_torch.py TORCH_LIB OUT NO_GPU: copies what a program without CUDA needs of LibTorch, fit to be installed.

OUT gets libtorch_cpu.so, libc10.so and those of their own needs that lie beside them, without symbols, looking for each
other in their own folder alone. The system's OpenMP takes the place of LibTorch's copy. What is NVIDIA's is replaced by
the library NO_GPU (no_gpu.cpp).
"""

import os
import pathlib
import re
import subprocess
import sys

PROGRAM_NEEDS = ["libtorch_cpu.so", "libc10.so"]
NVIDIA = re.compile(r"lib(cudart|cupti)\b")
OPENMP = re.compile(r"libgomp\.so")


def run(*command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


def needs(library):
    return run("patchelf", "--print-needed", library).split()


def copy(library, out, no_gpu):
    """A file that is cut off must not be taken for a finished one, so it gets its name last."""
    partial = out / (library.name + ".partial")
    run("strip", "--strip-unneeded", "-o", partial, library)
    options = ["--set-rpath", "$ORIGIN"]
    for name in sorted({need for need in needs(library) if NVIDIA.match(need)}):
        options += ["--replace-needed", name, no_gpu.name]
    run("patchelf", *options, partial)
    os.chmod(partial, 0o644)
    os.replace(partial, out / library.name)


def main(torch_lib, out, no_gpu):
    out.mkdir(parents=True, exist_ok=True)
    waiting, done = list(PROGRAM_NEEDS), set()
    while waiting:
        name = waiting.pop()
        library = torch_lib / name
        if name in done or OPENMP.match(name) or NVIDIA.match(name) or not library.exists():
            continue
        done.add(name)
        waiting += needs(library)
        copy(library, out, no_gpu)


if __name__ == "__main__":
    try:
        main(*(pathlib.Path(argument) for argument in sys.argv[1:4]))
    except subprocess.CalledProcessError as failure:
        sys.exit(f"portable_torch.py: {' '.join(failure.cmd)}: {failure.stderr.strip()}")
