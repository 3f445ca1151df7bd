"""From frames to decisions with a bundle: no torch, no configuration, any thread.

detector = Detector("DIR")
for decision in detector.decide(rgb):
    print(decision.verdict, decision.score, decision.reason)
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from msfans.data.crops import judged_crops, judged_px
from msfans.deploy.bundle import MODEL, RECORD, load_bundle
from msfans.deploy.decision import NO_FACE, Decision, judged, undecided
from msfans.deploy.face_detector import face_detector
from msfans.deploy.scoring import Scorer, Scores
from msfans.deploy.watching import Glance, Watch
from msfans.errors import UsageError
from msfans.media.alignment import warp_patch
from msfans.media.faces import Face
from msfans.media.video import RgbFrame


class Detector:
    """Decides on faces as the bundle in `folder` says; any number of threads may share it.

    `threads` are those of one run of the model. `face_model` is the file of an SCRFD face detector,
    for bundles that were made with one. BundleError names what is foreign or was changed.
    """

    def __init__(
        self, folder: Path | str, *, threads: int = 1, face_model: Path | None = None
    ) -> None:
        if threads < 1:
            raise UsageError("threads", f"is {threads}", fix="give 1 or more")
        folder = Path(folder)
        self.bundle = load_bundle(folder)
        self.judged_px = judged_px(self.bundle.scales, self.bundle.geometry)
        self.face_detector = face_detector(
            self.bundle.detector, where=folder / RECORD, face_model=face_model
        )
        self.scorer = Scorer(
            self.bundle.read(MODEL),
            where=str(folder / MODEL),
            n_scales=len(self.bundle.scales),
            threads=threads,
        )

    @property
    def threshold(self) -> float:
        """For a single picture."""
        return self.bundle.thresholds.frame.value

    @property
    def video_threshold(self) -> float:
        """For the mean score of a video's frames."""
        return self.bundle.thresholds.video.value

    def decide(self, rgb: RgbFrame) -> list[Decision]:
        """A decision on each face of a frame, the largest first; never empty.

        What can not be judged is `no_decision` with its reason, as is a frame without a face.
        """
        return self.decide_batch([rgb])[0]

    def decide_batch(self, rgbs: Sequence[RgbFrame]) -> list[list[Decision]]:
        """What `decide` says of each frame; the faces of all frames are scored together."""
        found = [self.find(rgb) for rgb in rgbs]
        decisions = iter(
            self.decide_faces(
                [(rgb, face) for rgb, those in zip(rgbs, found, strict=True) for face in those]
            )
        )
        return [[next(decisions) for _ in those] or [NO_FACE] for those in found]

    def decide_video(self, frames: Iterable[RgbFrame]) -> Iterator[Glance]:
        """What is seen in each frame, and decided on all frames so far; the last is final."""
        watch = Watch(self)
        return (watch.add(rgb) for rgb in frames)

    def find(self, rgb: RgbFrame) -> list[Face]:
        """The faces of a frame (h, w, 3), uint8 RGB, the largest first."""
        require_rgb(rgb)
        found = self.face_detector.detect(rgb)
        return sorted(found, key=lambda face: face.box.area, reverse=True)

    def decide_faces(self, faces: Sequence[tuple[RgbFrame, Face]]) -> list[Decision]:
        """A decision on each given face of a frame, wherever its box and points come from."""
        objections = [
            self.bundle.gates.objection(face, height_px=rgb.shape[0], width_px=rgb.shape[1])
            for rgb, face in faces
        ]
        crops = [
            self.crops(rgb, face.landmarks_xy)
            for (rgb, face), objection in zip(faces, objections, strict=True)
            if objection is None
        ]
        scored = self.scored(crops)
        return [
            undecided(*objection, box=face.box)
            if objection
            else self.judged(*next(scored), face=face)
            for (_, face), objection in zip(faces, objections, strict=True)
        ]

    def judged(
        self, score: float, weights: Mapping[float, float] | None, *, face: Face
    ) -> Decision:
        """By the threshold of a single picture."""
        return judged(score, threshold=self.threshold, box=face.box, weights=weights)

    def crops(self, rgb: RgbFrame, landmarks_xy: NDArray[np.floating]) -> NDArray[np.uint8]:
        """What the model sees (s, 112, 112, 3) of the face with these five points."""
        return self.crops_of_patch(
            warp_patch(rgb, landmarks_xy, self.bundle.geometry, middle_px=self.judged_px)
        )

    def crops_of_patch(self, patch_hwc: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What the model sees of a patch as `msfans prepare` stores it, or of its middle."""
        scales, geometry = self.bundle.scales, self.bundle.geometry
        return judged_crops(patch_hwc, scales=scales, geometry=geometry)

    def score_patches(self, patches_bhwc: NDArray[np.uint8]) -> Scores:
        """Scores of patches in the bundle's geometry."""
        return self.score_crops(np.stack([self.crops_of_patch(each) for each in patches_bhwc]))

    def score_crops(self, crops_bshwc: NDArray[np.uint8]) -> Scores:
        """Scores of what `crops` gives, stacked."""
        return self.scorer.scores(crops_bshwc)

    def scored(
        self, crops: Sequence[NDArray[np.uint8]]
    ) -> Iterator[tuple[float, Mapping[float, float] | None]]:
        """Score and weights by scale of each face."""
        if not crops:
            return
        score_b, alpha_bs = self.score_crops(np.stack(crops))
        for row, score in enumerate(score_b.tolist()):
            alphas = None if alpha_bs is None else alpha_bs[row].tolist()
            yield score, alphas and dict(zip(self.bundle.scales, alphas, strict=True))


def require_rgb(rgb: object) -> None:
    """UsageError for what is no frame, or one without a pixel."""
    fact = f"is a {type(rgb).__name__}"
    if isinstance(rgb, np.ndarray):
        if rgb.dtype == np.uint8 and rgb.ndim == 3 and rgb.shape[2] == 3 and rgb.size:
            return
        fact = f"is {rgb.dtype} of shape {rgb.shape}"
    raise UsageError("the frame", fact, fix="give uint8 RGB of shape (height, width, 3)")
