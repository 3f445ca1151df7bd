from msfans.deploy.self_test import FRAMES
from msfans.media.faces import YunetOnet


def test_each_frame_shows_one_face_and_none_is_large(frames):
    assert len(frames) == 4
    for name, rgb in frames.items():
        assert rgb.shape == (240, 320, 3)
        assert len(YunetOnet().detect(rgb)) == 1
        assert len((FRAMES / name).read_bytes()) < 20_000
