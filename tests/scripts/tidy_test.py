"""Which files scripts/tidy.py checks, and when a result may be used again. clang-tidy itself is not run."""

import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
import tidy  # noqa: E402

FILES = {
    "core/a.h": "int a();\n",
    "core/a.cpp": '#include "core/a.h"\n',
    "core/only.h": '#include "core/a.h"\n',
    "core/b.cpp": '#include "core/only.h"\n',
    "core/c.cpp": '#include <vector>\n',
}


class TidyTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = tidy.ROOT = pathlib.Path(self.folder.name)
        self.build = self.root / "build" / "dev"
        for name, text in FILES.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text(text)
        self.commands = {n: ["c++", "-I", str(self.root), n] for n in FILES if n.endswith(".cpp")}

    def tearDown(self):
        self.folder.cleanup()

    def hash(self, name, configuration=b"checks"):
        return tidy.content_hash(name, self.commands[name], self.build, configuration)

    def test_a_header_is_seen_through_its_source_file_or_through_a_user(self):
        self.assertEqual(tidy.select(self.commands, {"core/a.h", "README.md"}, self.build), {"core/a.cpp"})
        self.assertEqual(tidy.select(self.commands, {"core/only.h"}, self.build), {"core/b.cpp"})
        self.assertEqual(tidy.select(self.commands, {"core/deleted.h", "core/c.cpp"}, self.build), {"core/c.cpp"})

    def test_everything_is_checked_without_a_base_or_with_a_new_configuration(self):
        self.assertEqual(tidy.select(self.commands, None, self.build), set(self.commands))
        self.assertEqual(tidy.select(self.commands, {".clang-tidy"}, self.build), set(self.commands))

    def test_the_hash_follows_included_headers_configuration_and_flags(self):
        before = {n: self.hash(n) for n in self.commands}
        self.assertNotEqual(before["core/a.cpp"], self.hash("core/a.cpp", b"other checks"))
        (self.root / "core/a.h").write_text("long a();\n")
        after = {n: self.hash(n) for n in self.commands}
        self.assertNotEqual(before["core/a.cpp"], after["core/a.cpp"])
        self.assertNotEqual(before["core/b.cpp"], after["core/b.cpp"])
        self.assertEqual(before["core/c.cpp"], after["core/c.cpp"])
        self.commands["core/c.cpp"].append("-DX")
        self.assertNotEqual(after["core/c.cpp"], self.hash("core/c.cpp"))

    def test_clang_gets_no_launcher_no_precompiled_header_and_no_flag_of_gcc(self):
        command = ("cmake -E env CCACHE_SLOPPINESS=time_macros /usr/bin/ccache /usr/bin/c++ -DX -Wno-psabi -fopenmp "
                   "-Winvalid-pch -include build/cmake_pch.hxx -O3 -c a.cpp")
        self.assertEqual(tidy.clang_command({"command": command}), ["/usr/bin/c++", "-DX", "-O3", "-c", "a.cpp"])


if __name__ == "__main__":
    unittest.main()
