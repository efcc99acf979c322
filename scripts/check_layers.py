"""check_layers.py ROOT: proves that arrows point down (app -> widgets -> models -> core) by reading every include.

Prints one line per violation and exits 1 if there is any.
"""

import pathlib
import re
import sys

# What a file of each top folder may include by full path from the root.
MAY_SEE = {
    "core": {"core"},
    "models": {"core", "models"},
    "widgets": {"core", "widgets"},
    "bench": {"core", "models", "bench"},
    "app": {"core", "models", "widgets", "bench", "app"},
    "tests": {"core", "models", "widgets", "bench", "app", "tests"},
}
HEADLESS = {"core", "models", "bench"}
WINDOW = re.compile(r"^(Q[A-Z]|Qt|vtk|qcustomplot)")
IMAGE_AND_VIDEO = re.compile(r"^(opencv2/|libav|libsw)")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
SOURCES = {".h", ".cpp", ".cu", ".cuh"}


def includes(path):
    """[(line number, '<' or '"', included name)]"""
    text = path.read_text(encoding="utf-8")
    return [(text.count("\n", 0, m.start(2)) + 1, m[1], m[2]) for m in INCLUDE.finditer(text)]


def read_tree(root):
    """{path from the root: its includes} of every source file."""
    files = [p for top in MAY_SEE for p in sorted((root / top).rglob("*")) if p.suffix in SOURCES]
    return {p.relative_to(root).as_posix(): includes(p) for p in files}


def check_include(path, kind, name, tree):
    """What is wrong with one include, or None."""
    top = path.split("/")[0]
    if kind == '"' and not name.endswith(".moc"):  # made by Qt's moc from the file itself
        if name not in tree:
            return f'"{name}" is no full path of a header from the root'
        if name.split("/")[0] not in MAY_SEE[top]:
            return f"{top} must not see {name.split('/')[0]}"
    elif top in HEADLESS and WINDOW.match(name):
        return f"{top} must build without Qt and VTK, but <{name}> is one of theirs"
    elif path.endswith(".h") and name == "torch/torch.h":
        return "<torch/torch.h> in a header costs every file that includes it ten seconds"
    return None


def io_sources(root):
    """The files that CMake lists for kerb_io and the module it loads, which alone may use OpenCV and FFmpeg."""
    found = set()
    for listing in [*(root / "core").rglob("CMakeLists.txt"), *(root / "models").rglob("CMakeLists.txt")]:
        text = listing.read_text(encoding="utf-8")
        names = [n for block in re.findall(r"(?:target_sources\(\s*kerb_io|add_library\(\s*kerb-image-codecs)\b([^)]*)\)", text) for n in re.findall(r"[\w./]+\.cpp", block)]
        names += [f"{n}.cpp" for n in re.findall(r"kerb_add_layout\(\s*(\w+)\s+kerb_io\s*\)", text)]
        # Methods that are built only where OpenCV is.
        for block in re.findall(r"if\(KERB_IO\)(.*?)endif\(\)", text, flags=re.S):
            names += [f"{n}.cpp" for n in re.findall(r"kerb_add_method\(\s*(\w+)\s*\)", block)]
        found |= {(listing.parent / n).relative_to(root).as_posix() for n in names}
    return found


def image_include(path, tree, seen):
    """The chain of files by which `path` includes OpenCV or FFmpeg, or None."""
    seen.add(path)
    for _, kind, name in tree[path]:
        if kind == "<" and IMAGE_AND_VIDEO.match(name):
            return [path, f"<{name}>"]
        if kind == '"' and name in tree and name not in seen:
            chain = image_include(name, tree, seen)
            if chain:
                return [path] + chain
    return None


def check_numerics(root, tree):
    """kerb_core and kerb_models must build on a machine without OpenCV and FFmpeg."""
    io = io_sources(root)
    for path in tree:
        if path.split("/")[0] in {"core", "models"} and not path.endswith(".h") and path not in io:
            chain = image_include(path, tree, set())
            if chain:
                yield f"{path}: not listed for kerb_io, but it includes {' -> '.join(chain[1:])}"


def check_method_names(root):
    """No method's name appears in widgets: forms and menus are made from the catalogue."""
    listing = root / "models" / "CMakeLists.txt"
    ids = re.findall(r"kerb_add_method\(\s*(\w+)", listing.read_text(encoding="utf-8")) if listing.exists() else []
    for path in sorted((root / "widgets").rglob("*")):
        if ids and path.suffix in SOURCES:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                for found in re.findall(rf"(?<!ground )\b(?:{'|'.join(ids)})\b", line):
                    yield f"{path.relative_to(root).as_posix()}:{number}: names the method {found}"


def violations(root):
    tree = read_tree(root)
    for path, found in tree.items():
        for line, kind, name in found:
            wrong = check_include(path, kind, name, tree)
            if wrong:
                yield f"{path}:{line}: {wrong}"
    yield from check_numerics(root, tree)
    yield from check_method_names(root)


if __name__ == "__main__":
    all_found = list(violations(pathlib.Path(sys.argv[1]).resolve()))
    print("\n".join(all_found), file=sys.stderr) if all_found else print("layers: every arrow points down")
    sys.exit(1 if all_found else 0)
