import numpy as np
import pytest

from msfans.synth.attack import stage_attack
from msfans.synth.difficulty import CROP_REACH_IOD, Difficulty
from msfans.synth.grammar import Instrument
from msfans.synth.job import Job
from msfans.synth.light import LightKind, draw_light
from msfans.synth.settings import Settings

SHADOW_IOD = 0.6


def attack(instrument: Instrument, **changes: object):
    difficulty = Difficulty(fingers_share=0, **changes)
    settings = Settings(corpus="casia_fasd", size="tiny", seed=0, difficulty=difficulty)
    plan = next(plan for plan in settings.videos() if plan.instrument is instrument)
    light = draw_light(np.random.default_rng(0), LightKind.CONTROLLED)
    return stage_attack(Job(settings=settings, plan=plan), light)


@pytest.mark.parametrize("scale", [0.8, 1.2])
def test_the_edge_lies_at_the_drawn_distance(scale):
    recapture, truth = attack(
        Instrument.TABLET_VIDEO, near_edge_share=1, near_edge_scale=(scale, scale)
    )
    assert truth.medium is not None
    assert truth.medium.nearest_edge_scale == pytest.approx(scale)
    assert min(truth.medium.edges_iod) == pytest.approx(scale * CROP_REACH_IOD)
    changed = np.abs(recapture.frame(0).rgb - recapture.backdrop).max(axis=2) > 1e-6
    rows, columns = np.nonzero(changed)
    surface = recapture.placement.surface(0, columns.astype(float), rows.astype(float))
    beyond = recapture.edges.outside(surface.u, surface.v) - recapture.edges.border
    assert beyond.max() <= SHADOW_IOD + 0.01


def test_no_ripple_lies_outside_the_picture():
    recapture, _ = attack(Instrument.TABLET_VIDEO, near_edge_share=1)
    ripple = recapture.frame(0).ripple
    assert ripple is not None
    y, x = np.indices(ripple.shape[:2])
    surface = recapture.placement.surface(0, x, y)
    outside = recapture.edges.outside(surface.u, surface.v) > 0.1
    assert np.array_equal(ripple[outside], np.ones_like(ripple[outside]))
    assert ripple[~outside].std() > 0.001


def test_only_cut_photos_have_living_eyes():
    warped, _ = attack(Instrument.WARPED_PHOTO)
    cut, _ = attack(Instrument.CUT_PHOTO)
    assert warped.holes is None
    assert cut.holes is not None
    eyes = [cut.holes.behind.frame(index).landmarks_xy for index in range(3)]
    assert np.abs(eyes[0] - eyes[2]).max() > 0.1


def test_a_photo_stands_still_on_its_sheet_and_a_video_moves():
    photo, _ = attack(Instrument.WARPED_PHOTO)
    video, _ = attack(Instrument.TABLET_VIDEO)
    still = photo.exhibit.landmarks_uv(0) - photo.exhibit.landmarks_uv(2)
    moving = video.exhibit.landmarks_uv(0) - video.exhibit.landmarks_uv(2)
    assert np.abs(still).max() == 0
    assert np.abs(moving).max() > 0.01


def test_the_true_landmarks_fall_on_the_depicted_face():
    recapture, _ = attack(Instrument.WARPED_PHOTO)
    points = recapture.frame(0).landmarks_xy.astype(np.float64)
    surface = recapture.placement.surface(0, points[:, 0], points[:, 1])
    seen = np.stack([surface.u, surface.v], 1)
    assert seen == pytest.approx(recapture.exhibit.landmarks_uv(0), abs=1e-3)
    assert np.linalg.norm(seen[1] - seen[0]) == pytest.approx(1, abs=1e-3)
