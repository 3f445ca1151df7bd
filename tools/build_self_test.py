"""Rebuild the frames that ship with msfans.deploy: python tools/build_self_test.py

The first frames of two bona fide videos, a print and a tablet's video of the embedded
REPLAY-ATTACK, seed 0, as JPEG files of about 10 KB. Nothing recorded is among them.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import cv2

from msfans.media.video import read_frames
from msfans.records import Split
from msfans.synth.difficulty import Difficulty
from msfans.synth.grammar import Instrument
from msfans.synth.settings import Settings
from msfans.synth.studio import shoot

OUT = Path("src/msfans/deploy/assets")
WANTED = {
    "1_bona_fide": (Instrument.LIVE, 0),
    "2_bona_fide": (Instrument.LIVE, 8),
    "3_attack_print": (Instrument.PRINT_PHOTO, 20),
    "4_attack_tablet": (Instrument.TABLET_VIDEO, 30),
}


def main() -> None:
    """Render the videos and keep a frame of each."""
    settings = Settings(corpus="replay_attack", size="small", seed=0, difficulty=Difficulty())
    devel = [plan for plan in settings.videos() if plan.subject.split is Split.DEVEL]
    OUT.mkdir(exist_ok=True)
    for name, (instrument, place) in WANTED.items():
        plans = [plan for plan in devel if plan.instrument is instrument]
        with TemporaryDirectory() as folder:
            plan = plans[place % len(plans)]
            shoot(settings, plan, Path(folder))
            _, rgb = next(read_frames(Path(folder) / plan.path))
        bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
        cv2.imwrite(str(OUT / f"{name}.jpg"), bgr, [cv2.IMWRITE_JPEG_QUALITY, 88])


if __name__ == "__main__":
    main()
