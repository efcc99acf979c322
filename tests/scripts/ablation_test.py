"""ablation_test.py KERB: scripts/ablation.py on two tiny drives: rows stay, other options are refused."""

import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile
import types
import unittest

sys.dont_write_bytecode = True
SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "ablation.py"
KERB = sys.argv.pop() if len(sys.argv) > 1 else "kerb"
TINY = {"size": "96x64", "drives": 2, "frames": 5, "epochs": 1, "unmasked": 0, "batch": 2, "precision": "fp32", "device": "cpu"}


class AblationTest(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.out = pathlib.Path(self.temporary.name)

    def tearDown(self):
        self.temporary.cleanup()

    def ablation(self, *variants, kerb=KERB, **changed):
        words = [w for name, value in (TINY | changed).items() for w in (f"--{name}", str(value))]
        return subprocess.run([sys.executable, str(SCRIPT), "--kerb", kerb, "--out", str(self.out), *words, "--variants", *variants],
                              capture_output=True, text=True, check=False)

    def refused(self, ran, *texts):
        self.assertEqual(ran.returncode, 1, ran.stdout + ran.stderr)
        for text in texts:
            self.assertIn(text, ran.stderr.splitlines()[-1])

    def rows(self):
        return [line.split(" | ")[0].strip("| ") for line in (self.out / "table.md").read_text().splitlines()[2:]]

    def begin(self, name):
        (self.out / name).mkdir(parents=True)
        (self.out / name / "run.toml").write_text("method = 'monodepth2'\n")

    def test_a_second_call_adds_a_row_and_trains_no_other(self):
        first = self.ablation("S")
        self.assertEqual(first.returncode, 0, first.stderr)
        baseline = "per-row median depth of the training drives"
        self.assertEqual(self.rows(), [baseline, "S", "S, not scaled"])
        table = (self.out / "table.md").read_text()
        figures = json.loads((self.out / "S/eval/ablation.json").read_text())
        self.assertIn(f"| S | {figures['depth']['median_scaled']['abs_rel']:.3f} |", table)
        checkpoints = sorted((self.out / "S/checkpoints").iterdir())
        self.assertEqual([c.name for c in checkpoints], ["step-00000005"])  # 2 drives of 5 stereo pairs, 2 a batch
        self.assertTrue((self.out / "train_2x5_96x64_clean.kshard").exists())

        second = self.ablation("M without any of the three", "S")
        self.assertEqual(second.returncode, 0, second.stderr)
        self.assertEqual(self.rows(), [baseline, "M without any of the three", "S", "S, not scaled"])
        for line in table.splitlines():
            self.assertIn(line, (self.out / "table.md").read_text())
        self.assertIn("S: judged already", second.stdout)
        self.assertNotIn(f"--run {self.out}/S ", second.stdout)

        # A run that ended before it was judged goes on to the same figures.
        (self.out / "S/eval/ablation.json").unlink()
        third = self.ablation("S")
        self.assertEqual(third.returncode, 0, third.stderr)
        self.assertIn("--resume", third.stdout)
        self.assertEqual(json.loads((self.out / "S/eval/ablation.json").read_text())["depth"], figures["depth"])

    def test_other_options_than_those_of_the_folder_are_refused_by_name(self):
        (self.out / "options.json").write_text(json.dumps(TINY | {"look": "clean", "seed": 0}))
        self.begin("M")
        for name, value in {"size": "128x64", "look": "camera", "drives": 3, "frames": 6, "epochs": 2, "batch": 4, "seed": 1,
                            "precision": "bf16"}.items():
            before = (TINY | {"look": "clean", "seed": 0})[name]
            self.refused(self.ablation("S", kerb="/nowhere/kerb", **{name: value}), f"(--{name} {before} -> {value})")
        self.refused(self.ablation("S", kerb="/nowhere/kerb"), "/nowhere/kerb cannot be started")

    def test_options_of_a_folder_without_runs_may_still_change(self):
        (self.out / "options.json").write_text(json.dumps(TINY | {"batch": 7}))
        self.refused(self.ablation("S", kerb="/nowhere/kerb"), "cannot be started")
        self.assertEqual(json.loads((self.out / "options.json").read_text())["batch"], TINY["batch"])

    def test_runs_of_unknown_options_are_refused(self):
        self.begin("M_without_auto-mask")
        self.refused(self.ablation("S"), "M without auto-mask", "no options.json")

    def test_nonsense_is_refused_before_anything_is_packed(self):
        self.refused(self.ablation("M", unmasked=1), "--unmasked 1 leaves no epoch")
        self.refused(self.ablation("M", size="large"), "no WIDTHxHEIGHT")
        self.assertEqual(list(self.out.iterdir()), [])

    def test_the_error_of_the_program_is_shown(self):
        ran = self.ablation("S", size="100x64")
        self.assertIn("multiple of 32", ran.stderr)
        self.refused(ran, "ended with code 1")

    def test_the_usual_precision_is_one_that_the_device_has(self):
        spec = importlib.util.spec_from_file_location("ablation", SCRIPT)
        ablation = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(ablation)
        ablation.CPU_INFO = self.out / "cpuinfo"
        doctor = self.out / "kerb"

        def usual(flags, device, found="cpu"):
            ablation.CPU_INFO.write_text(f"model name\t: a CPU\nflags\t\t: fpu {flags} avx2\n")
            doctor.write_text(f"""#!/bin/sh\n[ "$*" = "doctor --json" ] && echo '{{"machine": {{"device": "{found}"}}}}'\n""")
            doctor.chmod(0o755)
            return ablation.usual_precision(types.SimpleNamespace(device=device, kerb=doctor))

        self.assertEqual(usual("avx512_bf16", "cpu"), "bf16")
        self.assertEqual(usual("amx_bf16", "cpu"), "bf16")
        self.assertEqual(usual("avx512f", "cpu"), "fp32")
        self.assertEqual(usual("avx512f", "auto"), "fp32")
        self.assertEqual(usual("avx512f", "auto", found="cuda:0"), "bf16")
        self.assertEqual(usual("avx512f", "cuda:1"), "bf16")


if __name__ == "__main__":
    unittest.main()
