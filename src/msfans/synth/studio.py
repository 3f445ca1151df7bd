"""Shoots planned videos: scene, camera, encoder, ground truth."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from msfans.files import replacing
from msfans.synth.attack import stage_attack
from msfans.synth.camera import Camera, Rgb8
from msfans.synth.encoding import write_mjpeg
from msfans.synth.fields import Field
from msfans.synth.footage import Scene
from msfans.synth.grammar import Instrument, VideoPlan
from msfans.synth.job import Job
from msfans.synth.light import draw_light
from msfans.synth.settings import Settings
from msfans.synth.truth import VideoTruth, write_truth


def shoot(settings: Settings, plan: VideoPlan, root: Path) -> None:
    """Render one video and its ground truth; the video comes last and says that both are there."""
    job = Job(settings=settings, plan=plan)
    camera = Camera(job.format.camera, job.random("camera"))
    scene, truth = stage(job)
    landmarks: list[Field] = []
    with replacing(root / plan.path) as temporary:
        write_mjpeg(
            temporary,
            exposures(scene, camera, settings.amounts.frames, landmarks),
            frames_per_s=settings.amounts.frames_per_s,
            quantiser=camera.mjpeg_scale,
        )
        write_truth(root, replace(truth, landmarks_xy=np.stack(landmarks)))


def exposures(scene: Scene, camera: Camera, count: int, landmarks: list[Field]) -> Iterator[Rgb8]:
    """Shoot frame after frame, and note the landmarks."""
    for index in range(count):
        frame = scene.frame(index)
        landmarks.append(frame.landmarks_xy)
        yield camera.expose(frame)


def stage(job: Job) -> tuple[Scene, VideoTruth]:
    """What stands before the camera, and the truth about it."""
    light = draw_light(job.random("light"), job.light_kind())
    if job.plan.instrument is Instrument.LIVE:
        return job.live_scene(light), job.truth()
    return stage_attack(job, light)
