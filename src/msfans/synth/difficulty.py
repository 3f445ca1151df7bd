"""How hard the corpus is: the one place with the strengths of all attack evidence.

Distances are given as crop scales: scale 1.0 is the square of the 112 px face template, which
reaches 1.59 eye distances (IOD) to each side of its centre, and scale s reaches s times as far.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from msfans.errors import UsageError

CROP_REACH_IOD = 1.59
CROP_IOD_PX = 44.7  # eye distance in the 128 px crop at scale 0.9, the closest the networks see


@dataclass(frozen=True, slots=True, kw_only=True)
class Difficulty:
    """Settings of the attacks; shares are of attack videos, in [0, 1].

    texture: strength of what the medium's fine structure leaves (moire, halftone, grain); it is
    lost when a crop is shrunk. tone: strength of gamut, gamma, white point and glare, which show
    at every scale. `*_edge_scale` and `clutter_scale`: the crop scale at which the edge of the
    medium, or a rectangle of a bona fide room, enters. `alias_period_px` is in pixels of the
    112 px crop at scale 0.9.
    """

    texture: float = 1.25
    tone: float = 0.8
    strong_texture_share: float = 0.85
    weak_texture: float = 0.12
    near_edge_share: float = 0.88
    near_edge_scale: tuple[float, float] = (0.92, 1.4)
    far_edge_scale: tuple[float, float] = (1.65, 2.3)
    alias_period_px: tuple[float, float] = (2.4, 5.0)
    clutter_share: float = 0.35
    clutter_scale: tuple[float, float] = (0.95, 1.7)
    fingers_share: float = 0.8

    def __post_init__(self) -> None:
        for name in ("strong_texture_share", "near_edge_share", "clutter_share", "fingers_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is {getattr(self, name)}, not a share in [0, 1]")
        for name in ("near_edge_scale", "far_edge_scale", "alias_period_px", "clutter_scale"):
            low, high = getattr(self, name)
            if not 0 < low <= high:
                raise ValueError(f"{name} runs from {low} to {high}, not upwards from above 0")
        if self.alias_period_px[0] < 2:
            raise ValueError("no sampled pattern has a period under 2 px")

    def changes(self) -> list[str]:
        """What differs from the default, as `texture=0.5` or `clutter_scale=1-1.5`."""
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        return [
            f"{name}={'-'.join(map('{:g}'.format, value if isinstance(value, tuple) else [value]))}"
            for name, value in values
            if value != getattr(Difficulty(), name)
        ]


def difficulty_of(values: Mapping[str, float | Sequence[float]]) -> Difficulty:
    """The default with some settings changed by name; a range is given as its two ends.

    UsageError for a name that does not exist or a value that makes no sense.
    """
    defaults = {field.name: field.default for field in fields(Difficulty)}
    for name, value in values.items():
        if name not in defaults:
            fix = f"choose from {', '.join(defaults)}"
            raise UsageError("difficulty", f"there is no {name!r}", fix=fix)
        wanted = 2 if isinstance(defaults[name], tuple) else 1
        if wanted != (1 if isinstance(value, int | float) else len(value)):
            fix = "give a range as low,high and anything else as one number"
            raise UsageError("difficulty", f"{name} takes {wanted} number(s)", fix=fix)
    try:
        return Difficulty(
            **{n: v if isinstance(v, int | float) else tuple(v) for n, v in values.items()}  # pyright: ignore[reportArgumentType]  # lengths are checked above
        )
    except ValueError as error:
        raise UsageError("difficulty", str(error), fix="choose other values") from error
