"""Recordings of a living person, and the copy of one that an attacker owns."""

from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from msfans.synth.camera import HIGH, Camera, Frame
from msfans.synth.difficulty import Difficulty
from msfans.synth.fields import Field
from msfans.synth.identity import Identity
from msfans.synth.light import Light, LightKind, draw_light
from msfans.synth.motion import draw_motion
from msfans.synth.portrait import Sitter
from msfans.synth.room import RoomKind, draw_room
from msfans.synth.view import View

RENDERED_IOD_PX = 90.0  # larger faces are rendered at this size and enlarged
Times = NDArray[np.float64]


class Scene(Protocol):
    """Anything that can stand before a camera."""

    def frame(self, index: int) -> Frame:
        """The scene at a frame of its video."""
        ...


class LiveScene:
    """A person in a room."""

    def __init__(
        self,
        identity: Identity,
        rng: np.random.Generator,
        *,
        view: View,
        times_s: Times,
        light: Light,
        room: RoomKind,
        difficulty: Difficulty,
    ) -> None:
        self.zoom = max(1.0, view.iod_px / RENDERED_IOD_PX)
        self.view, self.rendered = view, view.shrunk(self.zoom)
        self.sitter = Sitter(identity, draw_motion(rng, times_s), light)
        self.room = draw_room(rng, self.rendered, room, light, difficulty)

    def frame(self, index: int) -> Frame:
        """The person before the room."""
        layer = self.sitter.render(index, self.rendered)
        rgb, landmarks = layer.over(self.room), layer.landmarks_xy
        if self.zoom > 1:
            size = (self.view.width_px, self.view.height_px)
            rgb = np.maximum(cv2.resize(rgb, size, interpolation=cv2.INTER_CUBIC), 0)
            landmarks = (landmarks + np.float32(0.5)) * np.float32(self.zoom) - np.float32(0.5)
        return Frame(rgb=rgb, landmarks_xy=landmarks)


class Original:
    """What the attacker owns: a good recording of the victim, as display values.

    `frame` gives display-referred RGB in [0, 1]. A photo is the first frame for ever.
    """

    def __init__(self, scene: LiveScene, rng: np.random.Generator, *, moving: bool) -> None:
        self.scene, self.moving = scene, moving
        self.camera = Camera(HIGH, rng)
        self.last: tuple[int, Frame] | None = None

    def frame(self, index: int) -> Frame:
        """The recording at a frame; the last one is kept."""
        index = index if self.moving else 0
        if self.last is None or self.last[0] != index:
            seen = self.scene.frame(index)
            picture = self.camera.expose(seen).astype(np.float32) / np.float32(255)
            self.last = (index, Frame(rgb=picture, landmarks_xy=seen.landmarks_xy))
        return self.last[1]


def draw_view(rng: np.random.Generator, height_px: int, width_px: int, iod_px: float) -> View:
    """A face near the middle of a picture."""
    x, y = float(rng.uniform(0.44, 0.56)), float(rng.uniform(0.42, 0.49))
    return View(
        height_px=height_px,
        width_px=width_px,
        iod_px=iod_px,
        centre_xy_px=(x * width_px, y * height_px),
    )


def record_original(
    identity: Identity,
    rng: np.random.Generator,
    *,
    iod_px: float,
    times_s: Times,
    moving: bool,
    light: LightKind,
    difficulty: Difficulty,
) -> Original:
    """The attacker's recording of a victim, 7 x 6.4 eye distances large."""
    height, width = round(iod_px * 7), round(iod_px * 6.4)
    view = View(
        height_px=height,
        width_px=width,
        iod_px=iod_px,
        centre_xy_px=(0.5 * width, 0.47 * height),
    )
    scene = LiveScene(
        identity,
        rng,
        view=view,
        times_s=times_s,
        light=draw_light(rng, light),
        room=RoomKind.RICH if rng.random() < 0.5 else RoomKind.PLAIN,
        difficulty=difficulty,
    )
    return Original(scene, rng, moving=moving)


def crop_centre(landmarks_xy: Field) -> tuple[float, float]:
    """Centre (x, y) of the face template's square over five points, px."""
    eyes, mouth = landmarks_xy[:2].mean(0), landmarks_xy[3:].mean(0)
    x, y = (eyes + np.float32(0.11) * (mouth - eyes)).tolist()
    return x, y


def eye_distance(landmarks_xy: Field) -> float:
    """Distance between the eyes, px."""
    return float(np.linalg.norm(landmarks_xy[1] - landmarks_xy[0]))
