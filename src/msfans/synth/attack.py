"""Stages an attack: the victim's recording, the medium, who holds it and where."""

from dataclasses import dataclass, replace

import numpy as np

from msfans.synth.colour import skin_albedo
from msfans.synth.difficulty import Difficulty
from msfans.synth.exhibit import Exhibit
from msfans.synth.fields import Field
from msfans.synth.footage import LiveScene, Original, record_original
from msfans.synth.grammar import Instrument
from msfans.synth.hands import draw_fingers
from msfans.synth.identity import Identity, make_identity
from msfans.synth.job import Job
from msfans.synth.light import Light, LightKind
from msfans.synth.medium import Medium, draw_print, draw_screen
from msfans.synth.placement import Edges, Placement, draw_edges, draw_placement
from msfans.synth.recapture import EyeHoles, Grip, Recapture
from msfans.synth.room import draw_room
from msfans.synth.truth import MediumTruth, VideoTruth
from msfans.synth.view import View

ORIGINAL_IOD_PX = 80.0
BORDERS_IOD = {
    Instrument.TABLET_PHOTO: (0.2, 0.4),
    Instrument.TABLET_VIDEO: (0.2, 0.4),
    Instrument.PHONE_PHOTO: (0.12, 0.3),
    Instrument.PHONE_VIDEO: (0.12, 0.3),
}
PAPER_MARGINS_IOD = (0.0, 0.06, 0.15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """How much evidence one attack gives: fine texture (0 to 1), and tone."""

    texture: float
    tone: float


def draw_strength(rng: np.random.Generator, difficulty: Difficulty) -> Strength:
    """Texture is strong or weak by a coin that knows nothing of where the edges lie."""
    strong = rng.random() < difficulty.strong_texture_share
    low, high = (0.6, 1.0) if strong else (0.0, difficulty.weak_texture)
    texture = difficulty.texture * float(rng.uniform(low, high))
    return Strength(texture=texture, tone=difficulty.tone * float(rng.random()))


def stage_attack(job: Job, light: Light) -> tuple[Recapture, VideoTruth]:
    """The whole attack, and the truth about it."""
    rng, difficulty = job.random("attack"), job.settings.difficulty
    strength = draw_strength(rng, difficulty)
    view = attack_view(job, rng)
    medium = draw_medium(job, rng, strength, view)
    edges = draw_edges(rng, difficulty, border=draw_border(rng, job.plan.instrument))
    holder = Holder(job=job, view=view, light=light)
    recapture = Recapture(
        exhibit=Exhibit(victims_recording(job), medium),
        placement=place(job, rng, view),
        edges=edges,
        light=light,
        backdrop=holder.backdrop(),
        times_s=job.times_s,
        grip=draw_grip(job, rng, edges, holder),
        holes=draw_holes(rng, holder, strength),
    )
    return recapture, replace(job.truth(), medium=medium_truth(strength, edges, recapture))


def attack_view(job: Job, rng: np.random.Generator) -> View:
    """Media are held about as near as faces."""
    view = job.view()
    return replace(view, iod_px=view.iod_px * float(rng.uniform(0.95, 1.1)))


def draw_medium(job: Job, rng: np.random.Generator, strength: Strength, view: View) -> Medium:
    """A print or a screen."""
    draw = draw_print if job.plan.instrument.on_paper else draw_screen
    return draw(
        rng,
        job.settings.difficulty,
        texture=strength.texture,
        tone=strength.tone,
        iod_px=view.iod_px,
    )


def draw_border(rng: np.random.Generator, instrument: Instrument) -> float:
    """Width of the bezel or paper margin, eye distances."""
    if instrument.on_paper:
        return float(rng.choice(PAPER_MARGINS_IOD))
    return float(rng.uniform(*BORDERS_IOD[instrument]))


def victims_recording(job: Job) -> Original:
    """What the attacker got hold of: in good light mostly, and as sharp as the corpus needs."""
    ratio = min(1.0, 1.3 * job.settings.amounts.resolution)
    high_light = job.random("original light").random() < 0.7
    return record_original(
        job.identity(),
        job.random("original"),
        iod_px=max(40.0, min(ORIGINAL_IOD_PX * ratio, 1.3 * job.format.iod_px)),
        times_s=job.times_s,
        moving=job.plan.instrument.moves,
        light=LightKind.CONTROLLED if high_light else LightKind.ADVERSE,
        difficulty=job.settings.difficulty,
    )


def place(job: Job, rng: np.random.Generator, view: View) -> Placement:
    """Warped photos are bent by hand, other prints hang almost flat, screens are flat."""
    curvature = 0.0
    if job.plan.instrument is Instrument.WARPED_PHOTO:
        curvature = float(rng.choice((-1, 1))) / float(rng.uniform(2.6, 6))
    elif job.plan.instrument.on_paper:
        curvature = float(rng.normal(0, 0.06))
    return draw_placement(
        rng,
        centre_xy_px=view.centre_xy_px,
        iod_px=view.iod_px,
        times_s=job.times_s,
        hand_held=job.plan.hand_held,
        curvature=curvature,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The attacker: a person who is in this video only, so that nobody is in two splits."""

    job: Job
    view: View
    light: Light

    def identity(self) -> Identity:
        """Shape and skin."""
        names = ("holder", self.job.settings.seed, self.job.settings.corpus, self.job.plan.path)
        return make_identity(*names, monk=1 + 9 * float(self.job.random("holder").random()))

    def skin(self) -> Field:
        """Colour of the hand."""
        return skin_albedo(1 + 9 * float(self.job.random("holder").random()))

    def backdrop(self) -> Field:
        """A room, and in front of it the attacker behind half of the hand-held prints."""
        rng = self.job.random("backdrop")
        instrument = self.job.plan.instrument
        worn = instrument.on_paper and self.job.plan.hand_held and rng.random() < 0.5
        if worn:
            return self.standing(self.view, rng).frame(0).rgb
        calm: Difficulty = replace(
            self.job.settings.difficulty,
            clutter_share=0.6 * self.job.settings.difficulty.clutter_share,
        )
        return draw_room(rng, self.view, self.job.room_kind(), self.light, calm)

    def standing(self, view: View, rng: np.random.Generator) -> LiveScene:
        """The attacker before the camera."""
        return LiveScene(
            self.identity(),
            rng,
            view=view,
            times_s=self.job.times_s,
            light=self.light,
            room=self.job.room_kind(),
            difficulty=self.job.settings.difficulty,
        )

    def eyes(self) -> LiveScene:
        """The attacker's eyes alone, for the holes of a cut photo."""
        iod = self.view.iod_px
        height, width = round(1.2 * iod), round(2.4 * iod)
        close = View(
            height_px=height,
            width_px=width,
            iod_px=iod,
            centre_xy_px=(width / 2, height / 2),
        )
        return self.standing(close, self.job.random("eyes"))


def draw_grip(job: Job, rng: np.random.Generator, edges: Edges, holder: Holder) -> Grip:
    """Fingers, on hand-held media only."""
    shown = job.plan.hand_held and rng.random() < job.settings.difficulty.fingers_share
    return Grip(fingers=draw_fingers(rng, edges) if shown else (), skin=holder.skin())


def draw_holes(rng: np.random.Generator, holder: Holder, strength: Strength) -> EyeHoles | None:
    """Only cut photos have them."""
    if holder.job.plan.instrument is not Instrument.CUT_PHOTO:
        return None
    return EyeHoles(behind=holder.eyes(), rim=float(rng.uniform(0.05, 0.3)) + 0.2 * strength.tone)


def medium_truth(strength: Strength, edges: Edges, recapture: Recapture) -> MediumTruth:
    """What a test may want to know about an attack."""
    placement = recapture.placement
    return MediumTruth(
        texture=strength.texture,
        tone=strength.tone,
        edges_iod=(edges.left, edges.right, edges.up, edges.down),
        border_iod=edges.border,
        nearest_edge_scale=edges.nearest_scale,
        pitch_iod=recapture.exhibit.medium.structure.pitch_iod,
        bend_per_iod=placement.bend,
        fingers=len(recapture.grip.fingers),
    )
