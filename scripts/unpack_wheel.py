"""unpack_wheel.py WHEEL DEPS SHA256: puts a wheel whose sum was checked into DEPS/site, replacing an older version.

The wheel is unpacked beside the site folder and moved in by rename, so that a folder such as torch/ appears
whole or not at all; the stamp DEPS/stamps/SHA256 is written last. Killed at any point, it can run again.
"""

import csv
import os
import pathlib
import shutil
import sys
import tempfile
import zipfile


def dist_info(folder):
    """The one *.dist-info folder of an unpacked wheel."""
    return next(folder.glob("*.dist-info"))


def remove_older(site, stamps, name):
    """Removes the files of any version of `name`: their stamps first, the list of files last."""
    for stamp in stamps.glob("*"):
        if stamp.read_text().strip() == name:
            stamp.unlink()
    for info in site.glob(f"{name}-*.dist-info"):
        record = info / "RECORD"
        if record.exists():
            with open(record, newline="") as file:
                for path in [site / row[0] for row in csv.reader(file) if row]:
                    if path != record and path.resolve().is_relative_to(site.resolve()):
                        path.unlink(missing_ok=True)
        shutil.rmtree(info)


def merge(source, target):
    """Moves a tree by rename; folders that several wheels share (nvidia/) are joined."""
    if source.is_dir() and not source.is_symlink() and target.is_dir():
        for entry in source.iterdir():
            merge(entry, target / entry.name)
        source.rmdir()
    else:
        os.replace(source, target)


def prune_empty(site):
    """Folders that an older version left empty would hinder the rename of a whole folder."""
    for folder, _, _ in os.walk(site, topdown=False):
        if folder != str(site) and not os.listdir(folder):
            os.rmdir(folder)


def unpack(wheel, deps, sha256):
    site, stamps = deps / "site", deps / "stamps"
    site.mkdir(exist_ok=True)
    stamps.mkdir(exist_ok=True)
    partial = pathlib.Path(tempfile.mkdtemp(prefix="site.partial-", dir=deps))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(partial)
    name = dist_info(partial).name.split("-")[0]
    remove_older(site, stamps, name)
    prune_empty(site)
    merge(partial, site)
    os.sync()  # a stamp must not survive a power cut that the files did not
    stamp = stamps / f"{sha256}.partial"
    stamp.write_text(name + "\n")
    os.replace(stamp, stamps / sha256)


if __name__ == "__main__":
    unpack(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3])
