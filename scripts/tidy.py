"""tidy.py --build DIR [--jobs N] [--changed]: clang-tidy-19 over the source files of the repository.

A file whose content, included repository headers, flags and configuration passed before is not checked again:
the hashes of what passed lie in KERB_CACHE (~/.cache/kerb), beside the compiler's cache and shared by all checkouts.
--changed takes only the files that differ from the commit KERB_TIDY_BASE (the one before HEAD) and those not
committed yet. A header is checked through the source file of its name, else through the first one that includes it.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CLANG_TIDY = "clang-tidy-19"
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.MULTILINE)
# What clang does not know, or, like OpenMP, has no header for.
GCC_ONLY = re.compile(r"^(-Wno-psabi|-fopenmp.*|-Winvalid-pch|-fsanitize.*|-fno-sanitize.*|-fpch-preprocess|-Werror)$")


def git(*arguments):
    return subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False)


def clang_command(entry):
    """A compile command without compiler launcher, precompiled header and flags that only GCC knows."""
    words = shlex.split(entry["command"])
    words = words[next(i for i, w in enumerate(words) if re.search(r"(g\+\+|c\+\+|clang\+\+)(-\d+)?$", w)):]
    kept, skip = [], False
    for word, following in zip(words, words[1:] + [""]):
        if skip:
            skip = False
        elif word == "-include" and "cmake_pch" in following:
            skip = True
        elif not GCC_ONLY.match(word):
            kept.append(word)
    return kept


def files_in(entry):
    """The files that one compile command compiles: one, or those of a batch (CMake's unity builds)."""
    file = pathlib.Path(entry["file"])
    if file.suffix != ".cxx" or not file.name.startswith("unity_"):
        return [file]
    return [pathlib.Path(name) for name in INCLUDE.findall(file.read_text(encoding="utf-8"))]


def read_commands(build):
    """{path from the root: clang's command} of the repository's own C++ files."""
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        for f in files_in(entry):
            if f.suffix == ".cpp" and f.is_relative_to(ROOT) and not f.is_relative_to(build):
                command = [str(f) if word == entry["file"] else word for word in clang_command(entry)]
                commands[f.relative_to(ROOT).as_posix()] = command
    return commands


def closure(path, build, seen=None):
    """The repository files that `path` consists of, itself included."""
    seen = seen if seen is not None else {}
    text = path.read_text(encoding="utf-8")
    seen[path] = text
    for name in INCLUDE.findall(text):
        for folder in (ROOT, build / "generated", path.parent):
            header = folder / name
            if header.is_file() and header not in seen:
                closure(header, build, seen)
    return seen


def content_hash(path, command, build, configuration):
    """Equal hashes give equal findings; folders of this checkout are taken out, so that another one can use them."""
    digest = hashlib.sha256(configuration)
    flags = " ".join(command).replace(str(build), "BUILD").replace(str(ROOT), "ROOT")
    digest.update(re.sub(r"\S*/\.?[^/ ]*deps/", "DEPS/", flags).encode())
    for file, text in sorted(closure(ROOT / path, build).items()):
        digest.update(f"\0{file.name}\0{text}".encode())
    return digest.hexdigest()


def changed_files():
    """Paths that differ from the base commit, or None where there is no such commit."""
    base = os.environ.get("KERB_TIDY_BASE", "HEAD~1")
    if git("rev-parse", "--verify", "--quiet", f"{base}^{{commit}}").returncode != 0:
        return None
    new = git("ls-files", "--others", "--exclude-standard").stdout.split("\n")
    return set(git("diff", "--name-only", base).stdout.split("\n") + new) - {""}


def select(commands, changed, build):
    """The source files through which every changed file is seen."""
    if changed is None or changed & {".clang-tidy"}:
        return set(commands)
    selected = changed & set(commands)
    for header in (c for c in changed if c.endswith(".h") and (ROOT / c).exists()):
        sibling = header[:-2] + ".cpp"
        if sibling in commands:
            selected.add(sibling)
        else:
            users = [p for p in sorted(commands) if ROOT / header in closure(ROOT / p, build)]
            selected.update(users[:1])
    return selected


def check(path, database):
    arguments = [CLANG_TIDY, "-p", str(database), "--quiet", "--extra-arg=-Wno-unknown-warning-option", str(ROOT / path)]
    begin = time.monotonic()
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    passed = done.returncode == 0
    errors = [] if passed else [e for e in done.stderr.splitlines(True) if not e.endswith("warnings generated.\n")]
    return passed, done.stdout + "".join(errors), time.monotonic() - begin


def write_database(commands, build):
    database = build / "tidy"
    database.mkdir(exist_ok=True)
    entries = [{"directory": str(build), "arguments": c, "file": str(ROOT / p)} for p, c in commands.items()]
    (database / "compile_commands.json").write_text(json.dumps(entries))
    return database


def cache_folder():
    base = os.environ.get("KERB_CACHE") or os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "kerb")
    folder = pathlib.Path(base) / "tidy"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def run(build, jobs, only_changed):
    commands = read_commands(build)
    selected = select(commands, changed_files(), build) if only_changed else set(commands)
    version = subprocess.run([CLANG_TIDY, "--version"], capture_output=True, check=True).stdout
    configuration = version + (ROOT / ".clang-tidy").read_bytes()
    cache = cache_folder()
    stamps = {p: cache / content_hash(p, commands[p], build, configuration) for p in sorted(selected)}
    waiting = [p for p, stamp in stamps.items() if not stamp.exists()]
    database = write_database(commands, build)
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for path, (passed, output, seconds) in zip(waiting, pool.map(lambda p: check(p, database), waiting)):
            print(f"tidy: {path} {'passed' if passed else 'FAILED'} ({seconds:.0f} s)\n{output}", end="", flush=True)
            failed += not passed
            if passed:
                stamps[path].touch()
    print(f"tidy: {len(selected)} files, {len(selected) - len(waiting)} known to be clean, {failed} failed")
    return failed == 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--changed", action="store_true")
    options = parser.parse_args()
    sys.exit(0 if run(options.build.resolve(), options.jobs, options.changed) else 1)
