"""One planned video at its corpus's settings: who, where, when, and its own randomness."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from msfans.synth.fields import seeded
from msfans.synth.footage import LiveScene, Times, draw_view
from msfans.synth.grammar import Format, Subject, VideoPlan
from msfans.synth.identity import Identity, make_identity
from msfans.synth.light import Light, LightKind
from msfans.synth.room import RoomKind
from msfans.synth.settings import Settings
from msfans.synth.truth import VideoTruth
from msfans.synth.view import View

GOLDEN_RATIO = 0.6180339887498949


@lru_cache(maxsize=4)
def subject_identity(seed: int, corpus: str, subject: Subject) -> Identity:
    """The person of a subject; tones step through the whole Monk scale by the golden ratio."""
    start = float(seeded("tone", seed, corpus).random())
    monk = 1 + 9 * ((start + subject.ordinal * GOLDEN_RATIO) % 1)
    return make_identity(seed, corpus, subject.split, subject.number, monk=monk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One video to be; all its randomness depends on the seed and the path alone."""

    settings: Settings
    plan: VideoPlan

    def random(self, purpose: str) -> np.random.Generator:
        """The generator for one purpose."""
        return seeded(purpose, self.settings.seed, self.settings.corpus, self.plan.path)

    @property
    def format(self) -> Format:
        """The recording format at the corpus's resolution; sides are multiples of 16 px."""
        form, ratio = self.plan.format, self.settings.amounts.resolution
        return replace(
            form,
            height_px=round(form.height_px * ratio / 16) * 16,
            width_px=round(form.width_px * ratio / 16) * 16,
            iod_px=form.iod_px * ratio,
        )

    @property
    def times_s(self) -> Times:
        """Moments of the frames."""
        return np.arange(self.settings.amounts.frames) / self.settings.amounts.frames_per_s

    def identity(self) -> Identity:
        """The subject of the video."""
        return subject_identity(self.settings.seed, self.settings.corpus, self.plan.subject)

    def light_kind(self) -> LightKind:
        """As the name of the video says, else drawn."""
        if self.plan.light is not None:
            return self.plan.light
        adverse = self.random("light kind").random() < 0.35
        return LightKind.ADVERSE if adverse else LightKind.CONTROLLED

    def room_kind(self) -> RoomKind:
        """REPLAY-ATTACK's adverse condition has the rich background."""
        if self.plan.light is not None:
            return RoomKind.PLAIN if self.plan.light is LightKind.CONTROLLED else RoomKind.RICH
        return RoomKind.RICH if self.random("room kind").random() < 0.5 else RoomKind.PLAIN

    def view(self) -> View:
        """Where the face is, and how large."""
        rng, form = self.random("view"), self.format
        iod_px = form.iod_px * float(rng.uniform(0.86, 1.12))
        return draw_view(rng, form.height_px, form.width_px, iod_px)

    def truth(self) -> VideoTruth:
        """What is known before the first frame."""
        return VideoTruth(
            path=self.plan.path,
            instrument=self.plan.instrument,
            light=self.light_kind(),
            hand_held=self.plan.hand_held,
            monk=self.identity().traits.monk,
            male=self.identity().traits.male,
            age_years=self.identity().traits.age_years,
            glasses=self.identity().traits.glasses is not None,
        )

    def live_scene(self, light: Light) -> LiveScene:
        """The subject in a room."""
        return LiveScene(
            self.identity(),
            self.random("scene"),
            view=self.view(),
            times_s=self.times_s,
            light=light,
            room=self.room_kind(),
            difficulty=self.settings.difficulty,
        )
