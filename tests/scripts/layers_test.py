"""The layer check finds what is planted, and nothing in a clean tree."""

import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
import check_layers  # noqa: E402

CLEAN = {
    "core/CMakeLists.txt": "target_sources(kerb_core PRIVATE a.cpp)\ntarget_sources(kerb_io PRIVATE video.cpp)\n"
                           "kerb_add_layout(kitti kerb_io)\nkerb_add_layout(synthetic kerb_core)\n",
    "core/a.h": "#pragma once\n#include <vector>\n#include <Eigen/Core>\n",
    "core/a.cpp": '#include "core/a.h"\n',
    "core/synthetic.cpp": '#include "core/a.h"\n',
    "core/video.cpp": "#include <libavcodec/avcodec.h>\n",
    "core/kitti.cpp": "#include <opencv2/core.hpp>\n",
    "models/CMakeLists.txt": "kerb_add_method(li2021)\n",
    "models/li2021.cpp": '#include "core/a.h"\n',
    "widgets/view.h": '#include <QWidget>\n#include "core/a.h"\n// no method is named here\n',
    "app/main.cpp": '#include "widgets/view.h"\n#include "core/a.h"\n',
}


class LayersTest(unittest.TestCase):
    def violations(self, **planted):
        """Violations of the clean tree with files replaced: keys are paths with __ for / and _dot_ for the dot."""
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            planted = {k.replace("__", "/").replace("_dot_", "."): v for k, v in planted.items()}
            for name, text in {**CLEAN, **planted}.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return list(check_layers.violations(root))

    def expect_one(self, message, **planted):
        found = self.violations(**planted)
        self.assertEqual(len(found), 1, found)
        self.assertIn(message, found[0])

    def test_clean_tree(self):
        self.assertEqual(self.violations(), [])

    def test_core_sees_no_other_layer(self):
        for layer, header in {"models": "models/m.h", "widgets": "widgets/view.h", "app": "app/x.h"}.items():
            planted = {"models__m_dot_h": "\n", "app__x_dot_h": "\n", "core__a_dot_cpp": f'#include "{header}"\n'}
            self.expect_one(f"core/a.cpp:1: core must not see {layer}", **planted)

    def test_models_see_no_widgets(self):
        self.expect_one("models must not see widgets", models__li2021_dot_cpp='#include "widgets/view.h"\n')

    def test_widgets_see_no_models(self):
        self.expect_one("widgets must not see models", models__m_dot_h="\n", widgets__view_dot_h='#include "models/m.h"\n')

    def test_no_qt_and_vtk_below_widgets(self):
        for header in ("QString", "QtCore/QObject", "vtkPolyData.h"):
            self.expect_one("must build without Qt and VTK", core__a_dot_h=f"\n\n  #  include <{header}>\n")
            self.expect_one("models/li2021.cpp:1", models__li2021_dot_cpp=f"#include <{header}>\n")

    def test_numerics_see_no_opencv_and_ffmpeg(self):
        self.expect_one("core/a.cpp: not listed for kerb_io", core__a_dot_cpp="#include <opencv2/core.hpp>\n")
        self.expect_one("core/synthetic.cpp: not listed", core__synthetic_dot_cpp="#include <libavutil/frame.h>\n")
        self.expect_one("models/li2021.cpp: not listed", models__li2021_dot_cpp="#include <libswscale/swscale.h>\n")

    def test_opencv_behind_a_header_is_found(self):
        found = self.violations(core__b_dot_h="#include <opencv2/core.hpp>\n", core__a_dot_cpp='#include "core/b.h"\n')
        self.assertEqual(found, ["core/a.cpp: not listed for kerb_io, but it includes core/b.h -> <opencv2/core.hpp>"])

    def test_includes_are_full_paths(self):
        self.expect_one("no full path", core__a_dot_cpp='#include "a.h"\n')

    def test_what_moc_makes_is_no_header_of_ours(self):
        self.assertEqual(self.violations(app__main_dot_cpp='#include "main.moc"\n'), [])

    def test_no_torch_header_in_headers(self):
        self.expect_one("<torch/torch.h> in a header", core__a_dot_h="#include <torch/torch.h>\n")

    def test_no_method_is_named_in_widgets(self):
        self.expect_one("widgets/form.cpp:2: names the method li2021", widgets__form_dot_cpp='\nif (id == "li2021") {}\n')


if __name__ == "__main__":
    unittest.main()
