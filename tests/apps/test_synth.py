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


def test_a_strength_is_a_name_with_one_number_or_two():
    assert synth.parse_strength("texture=0.5") == ("texture", 0.5)
    assert synth.parse_strength("clutter_scale=1,1.5") == ("clutter_scale", [1.0, 1.5])
    with pytest.raises(UsageError, match="'texture=strong' gives no number"):
        synth.parse_strength("texture=strong")


def test_a_wrong_difficulty_is_refused_before_anything_is_rendered(tmp_path):
    out = tmp_path / "corpus"
    with pytest.raises(UsageError, match="there is no 'moire'"):
        synth.synth(corpus=synth.CorpusName.CASIA_FASD, out=out, difficulty=["moire=1"])
    assert not out.exists()
