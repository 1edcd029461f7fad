import os
import platform
import subprocess
import sys
from pathlib import Path

import muster
from muster.processes import python_environ

ROOT = Path(__file__).parents[2]


def test_the_folder_platform_hides_no_module_of_python() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import platform; print(platform.system())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == platform.system()
    assert not (ROOT / "platform" / "__init__.py").exists()


def test_a_python_child_finds_muster_where_its_parent_found_it(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-S", "-c", "import muster; print(muster.__file__)"],
        cwd=tmp_path,
        env=python_environ({"PATH": os.environ["PATH"], "PYTHONPATH": "/somewhere"}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == muster.__file__


def test_a_path_that_was_given_is_kept() -> None:
    path = python_environ({"PYTHONPATH": f"/somewhere{os.pathsep}/else"})["PYTHONPATH"]
    assert path.split(os.pathsep)[-2:] == ["/somewhere", "/else"]
