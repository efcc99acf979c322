"""translations.py check|update LUPDATE ROOT: keeps resources/translations in step with the texts of the window.

check   every text is translated in every language, nothing else is, and placeholders, plural forms and mnemonics
        match. Prints one line per fault and exits 1 if there is any.
update  adds new texts as unfinished and drops those that are gone.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

LONGEST_S = 120
FORMS = {"en": 2, "de": 2, "zh_CN": 1}
PLACEHOLDER = re.compile(r"%(?:\d|L?n)")
MNEMONIC = re.compile(r"&(?=[^&\s])(?!\w+;)")
# A class or namespace that lupdate does not know gives a text the wrong context, and it is never found.
MISUNDERSTOOD = re.compile(r"Qualifying with unknown|lacks Q_OBJECT|without context|unbalanced", re.IGNORECASE)


def run_lupdate(lupdate, root, files):
    """Brings the translation files up to date; what lupdate did not understand."""
    sources = [p for top in ("app", "widgets") for p in sorted((root / top).rglob("*")) if p.suffix in {".cpp", ".h"}]
    said = []
    with tempfile.TemporaryDirectory() as folder:
        # Includes are followed, but only in these two folders: core has no texts and much to read.
        for top in ("app", "widgets"):
            pathlib.Path(folder, top).symlink_to((root / top).resolve())
        for file in files:
            options = ["-pluralonly"] if file.stem == "kerb_en" else []
            command = [lupdate, *options, "-locations", "none", "-no-obsolete", "-I", folder, *map(str, sources), "-ts", str(file)]
            try:
                ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST_S)
            except subprocess.TimeoutExpired:
                sys.exit(f"{lupdate} does not end: it trips over templates (<...>) inside of tr(); use a variable")
            if ran.returncode != 0:
                sys.exit(f"{lupdate} failed: {ran.stderr.strip()}")
            said = [line for line in (ran.stdout + ran.stderr).splitlines() if MISUNDERSTOOD.search(line)]
    return said


def messages(file):
    """{(context, source, comment): (state, [translations])}"""
    found = {}
    for context in xml.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            forms = translation.findall("numerusform")
            texts = [form.text or "" for form in forms] if message.get("numerus") == "yes" else [translation.text or ""]
            key = (context.findtext("name"), message.findtext("source"), message.findtext("comment", ""))
            found[key] = (translation.get("type", "finished"), texts)
    return found


def faults_of(language, source, texts, is_plural):
    """What is wrong with one translation."""
    if not all(texts):
        yield "is not translated"
        return
    if is_plural and len(texts) != FORMS[language]:
        yield f"has {len(texts)} plural forms and not {FORMS[language]}"
    if any(set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(source)) for text in texts):
        yield "has other placeholders"
    if any(len(MNEMONIC.findall(text)) != len(MNEMONIC.findall(source)) for text in texts):
        yield "has another mnemonic"
    if any(text.endswith("…") != source.endswith("…") for text in texts):
        yield "differs in the ellipsis"


def check(lupdate, root, files):
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        fresh = [pathlib.Path(folder, file.name) for file in files]
        for old, new in zip(files, fresh):
            new.write_bytes(old.read_bytes())
        faults += run_lupdate(lupdate, root, fresh)
        for old, new in zip(files, fresh):
            language = old.stem.removeprefix("kerb_")
            wanted, present = messages(new), messages(old)
            faults += [f"{old.name}: not in the sources any more: {key[1]!r}" for key in present.keys() - wanted.keys()]
            for (context, source, _), (state, texts) in wanted.items():
                is_plural = bool(re.search("%L?n", source))
                problems = ["is not translated"] if state != "finished" else faults_of(language, source, texts, is_plural)
                faults += [f"{old.name}: {context}: {source!r} {problem}" for problem in problems]
    return faults


def main():
    what, lupdate, root = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    files = [root / "resources" / "translations" / f"kerb_{language}.ts" for language in FORMS]
    faults = run_lupdate(lupdate, root, files) if what == "update" else check(lupdate, root, files)
    print("\n".join(faults) if faults else f"translations: {len(files)} languages, in step with the sources")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
