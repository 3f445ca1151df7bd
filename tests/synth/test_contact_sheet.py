import cv2
import numpy as np
import pytest

from msfans.errors import UsageError
from msfans.synth.contact_sheet import TILE_PX, draw_contact_sheet, face_square

FACE = np.array([(80, 90), (120, 90), (100, 112), (84, 136), (116, 136)], np.float32)


def test_the_sheet_is_a_picture(casia, tmp_path):
    sheet = cv2.imread(str(draw_contact_sheet(casia, tmp_path / "sheet.png")))
    assert sheet is not None
    assert sheet.shape[1] == 14 * TILE_PX
    assert sheet.std() > 30


def test_only_png_is_drawn(casia, tmp_path):
    with pytest.raises(UsageError, match="PNG"):
        draw_contact_sheet(casia, tmp_path / "sheet.pdf")


@pytest.mark.parametrize("scale", [0.9, 1.5])
def test_a_square_shows_what_its_scale_reaches(scale):
    frame = np.zeros((240, 240, 3), np.uint8)
    reach = round(1.59 * scale * 40)
    frame[:, 100 + reach + 3 :] = 255
    assert face_square(frame, FACE, scale)[TILE_PX // 2, -1].max() < 128
    assert face_square(frame, FACE, scale * 1.15)[TILE_PX // 2, -1].min() > 128
