import av
import numpy as np
import pytest

from msfans.synth.encoding import write_mjpeg


def gradient(frame: int) -> np.ndarray:
    y, x = np.mgrid[0:64, 0:96]
    return np.stack([x * 2, y * 3, np.full_like(x, 20 * frame)], -1).astype(np.uint8)


@pytest.mark.parametrize("suffix", [".avi", ".mov"])
def test_colours_and_order_survive(tmp_path, suffix):
    path = tmp_path / f"video{suffix}"
    write_mjpeg(path, (gradient(i) for i in range(4)), frames_per_s=5, quantiser=2)
    with av.open(str(path)) as container:
        assert container.streams.video[0].average_rate == 5
        decoded = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(decoded) == 4
    for index, picture in enumerate(decoded):
        assert np.abs(picture.astype(int) - gradient(index)).mean() < 4


@pytest.mark.parametrize("suffix", [".avi", ".mov"])
def test_the_same_frames_give_the_same_bytes(tmp_path, suffix):
    paths = [tmp_path / f"{name}{suffix}" for name in ("one", "two")]
    for path in paths:
        write_mjpeg(path, (gradient(i) for i in range(3)), frames_per_s=5, quantiser=4)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_higher_quantiser_makes_smaller_files(tmp_path):
    for quantiser in (2, 12):
        frames = (gradient(i) for i in range(3))
        write_mjpeg(tmp_path / f"{quantiser}.avi", frames, frames_per_s=5, quantiser=quantiser)
    assert (tmp_path / "12.avi").stat().st_size < (tmp_path / "2.avi").stat().st_size
