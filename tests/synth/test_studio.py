import av
import numpy as np
import pytest

from msfans.synth.difficulty import Difficulty
from msfans.synth.grammar import Instrument
from msfans.synth.settings import Settings
from msfans.synth.studio import shoot
from msfans.synth.truth import read_truth


def plan_of(settings: Settings, instrument: Instrument):
    return next(plan for plan in settings.videos() if plan.instrument is instrument)


@pytest.mark.parametrize("instrument", [Instrument.LIVE, Instrument.CUT_PHOTO])
def test_a_video_by_itself_has_the_bytes_it_has_in_the_corpus(
    casia, casia_settings, tmp_path, instrument
):
    plan = plan_of(casia_settings, instrument)
    shoot(casia_settings, plan, tmp_path)
    assert (tmp_path / plan.path).read_bytes() == (casia / plan.path).read_bytes()


def test_another_seed_shows_another_person_elsewhere(casia, casia_settings, tmp_path):
    plan = plan_of(casia_settings, Instrument.LIVE)
    other = Settings(corpus="casia_fasd", size="tiny", seed=1, difficulty=Difficulty())
    shoot(other, plan, tmp_path)
    assert (tmp_path / plan.path).read_bytes() != (casia / plan.path).read_bytes()
    one, two = read_truth(casia, plan.path), read_truth(tmp_path, plan.path)
    assert one.monk != two.monk
    assert np.abs(one.landmarks_xy - two.landmarks_xy).max() > 1


def test_videos_decode_without_a_complaint(casia, replay, casia_settings, replay_settings):
    av.logging.set_level(av.logging.WARNING)
    try:
        with av.logging.Capture() as complaints:
            sizes = {size_of(casia / plan.path, 3) for plan in casia_settings.videos()}
            small = {size_of(replay / plan.path, 2) for plan in replay_settings.videos()}
    finally:
        av.logging.set_level(None)
    assert complaints == []
    assert sizes == {(256, 192), (192, 256), (288, 512)}
    assert small == {(256, 192)}


def size_of(path, frames: int) -> tuple[int, int]:
    with av.open(str(path)) as container:
        pictures = list(container.decode(video=0))
    assert len(pictures) == frames
    return pictures[0].width, pictures[0].height


def test_frames_of_a_video_differ(casia, casia_settings):
    plan = plan_of(casia_settings, Instrument.LIVE)
    with av.open(str(casia / plan.path)) as container:
        first, second, *_ = (
            frame.to_ndarray(format="rgb24").astype(int) for frame in container.decode(video=0)
        )
    assert np.abs(first - second).mean() > 1
