import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from msfans.apps import synth
from msfans.errors import UsageError


def test_a_foreign_folder_is_refused_before_anything_is_rendered(tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(UsageError, match="no corpus of ours"):
        synth.synth(
            corpus=synth.CorpusName.CASIA_FASD,
            out=tmp_path,
            size=synth.SizeName.TINY,
            seed=0,
            workers=1,
            sheet=None,
        )


def test_the_command_starts_without_numerics():
    code = "import sys, msfans.apps.synth; print({'numpy', 'cv2', 'av'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_size_small_is_the_default():
    parameters = inspect.signature(synth.synth).parameters
    assert parameters["size"].default is synth.SizeName.SMALL
    assert parameters["out"].annotation.__origin__ is Path
