"""A contact sheet of a rendered corpus: its people, its media, the seven scales side by side."""

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
from av.error import FFmpegError

from msfans.errors import DataError, UsageError
from msfans.files import replacing
from msfans.synth.camera import Rgb8
from msfans.synth.difficulty import CROP_REACH_IOD, Difficulty
from msfans.synth.fields import Field
from msfans.synth.footage import crop_centre, eye_distance
from msfans.synth.grammar import Instrument, VideoPlan
from msfans.synth.settings import CARD, Settings, read_card
from msfans.synth.truth import read_truth

SCALES = (0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5)
TILE_PX = 112
COLUMNS = 14
LARGEST_PEOPLE_ROWS = 4
PICTURES, SCALE_ROWS = 7, 4  # videos of an instrument
CAPTION_PX = 22


def draw_contact_sheet(root: Path, out: Path) -> Path:
    """Draw the sheet of the corpus in `root` into the PNG file `out`."""
    if out.suffix.lower() != ".png":
        raise UsageError(out, "a contact sheet is a PNG file", fix="give a name that ends in .png")
    card = read_card(root / CARD)
    settings = Settings(
        corpus=card["corpus"], size=card["size"], seed=card["seed"], difficulty=Difficulty()
    )
    plans = settings.videos()
    sections = [
        caption("people, light to dark on the Monk scale: one bona fide video each, scale 2.0"),
        grid([crop(root, plan, 2.0) for plan in people(root, plans)], COLUMNS),
        caption("whole frames, by instrument"),
        *(grid(list(pictures(root, chosen)), 7) for chosen in by_instrument(plans, PICTURES)),
        caption("scales 0.9 to 1.5, two videos a row"),
        *(
            grid(list(scale_rows(root, chosen)), COLUMNS)
            for chosen in by_instrument(plans, SCALE_ROWS)
        ),
    ]
    sheet = np.concatenate([padded(section, COLUMNS * TILE_PX) for section in sections])
    with replacing(out) as temporary:
        cv2.imwrite(str(temporary), sheet[..., ::-1])
    return out


def people(root: Path, plans: list[VideoPlan]) -> list[VideoPlan]:
    """The first bona fide video of each subject, by skin tone."""
    first = {p.subject: p for p in reversed(plans) if p.instrument is Instrument.LIVE}
    tones = {plan.path: read_truth(root, plan.path).monk for plan in first.values()}
    chosen = sorted(first.values(), key=lambda plan: tones[plan.path])
    step = max(1, -(-len(chosen) // (COLUMNS * LARGEST_PEOPLE_ROWS)))
    return chosen[::step]


def by_instrument(plans: list[VideoPlan], count: int) -> Iterator[list[VideoPlan]]:
    """A few videos of each instrument, spread over the corpus."""
    for instrument in Instrument:
        mine = [plan for plan in plans if plan.instrument is instrument]
        if mine:
            at = np.linspace(0, len(mine) - 1, count).astype(int)
            yield [mine[index] for index in at]


def scale_rows(root: Path, plans: list[VideoPlan]) -> Iterator[Rgb8]:
    """Each video's face at the seven scales."""
    for plan in plans:
        for scale in SCALES:
            yield crop(root, plan, scale)


def pictures(root: Path, plans: list[VideoPlan]) -> Iterator[Rgb8]:
    """Whole first frames, two tiles square each."""
    side = 2 * TILE_PX
    for plan in plans:
        frame = first_frame(root / plan.path)
        zoom = side / max(frame.shape[:2])
        small = cv2.resize(frame, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
        tile = np.full((side, side, 3), 255, np.uint8)
        tile[: small.shape[0], : small.shape[1]] = small[:side, :side]
        yield tile


def crop(root: Path, plan: VideoPlan, scale: float) -> Rgb8:
    """The upright face of the first frame at a scale, by its true landmarks."""
    return face_square(
        first_frame(root / plan.path), read_truth(root, plan.path).landmarks_xy[0], scale
    )


def face_square(frame: Rgb8, landmarks_xy: Field, scale: float) -> Rgb8:
    """The square of the face template times `scale`, TILE_PX wide, turned upright."""
    right, down = (landmarks_xy[1] - landmarks_xy[0]).tolist()
    zoom = TILE_PX / (2 * CROP_REACH_IOD * scale * eye_distance(landmarks_xy))
    matrix = cv2.getRotationMatrix2D(
        crop_centre(landmarks_xy), float(np.degrees(np.arctan2(down, right))), zoom
    )
    x, y = crop_centre(landmarks_xy)
    matrix[:, 2] += TILE_PX / 2 - np.array((x, y))
    soft = cv2.GaussianBlur(frame, (0, 0), 0.4 / zoom) if zoom < 1 else frame
    square = cv2.warpAffine(soft, matrix, (TILE_PX, TILE_PX), borderMode=cv2.BORDER_REPLICATE)
    return square.astype(np.uint8, copy=False)


def first_frame(video: Path) -> Rgb8:
    """The first picture of a video, RGB (h, w, 3)."""
    try:
        with av.open(str(video)) as container:
            frame = next(container.decode(video=0))
            return frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)
    except (FFmpegError, StopIteration) as error:
        raise DataError(video, "can not be decoded", fix="render it again") from error


def grid(tiles: list[Rgb8], columns: int) -> Rgb8:
    """Tiles of one size, row by row."""
    rows = [tiles[start : start + columns] for start in range(0, len(tiles), columns)]
    width = min(columns, len(tiles)) * tiles[0].shape[1]
    return np.concatenate([padded(np.concatenate(row, axis=1), width) for row in rows])


def padded(image: Rgb8, width: int) -> Rgb8:
    """White on the right up to `width`."""
    margin = ((0, 0), (0, max(0, width - image.shape[1])), (0, 0))
    return np.pad(image, margin, constant_values=255)


def caption(text: str) -> Rgb8:
    """A white line with black text."""
    line = np.full((CAPTION_PX, COLUMNS * TILE_PX, 3), 255, np.uint8)
    cv2.putText(line, text, (4, 16), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1, cv2.LINE_AA)
    return line
