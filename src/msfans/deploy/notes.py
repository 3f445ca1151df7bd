"""What a bundle says in words of its training: instruments seen and not, and the licence."""

from collections.abc import Collection

from msfans.deploy.bundle import Species

KNOWN_SPECIES = (
    "print_photo",
    "warped_photo",
    "cut_photo",
    "screen_photo",
    "video_replay",
    "paper_mask",
    "rigid_3d_mask",
    "silicone_mask",
    "makeup",
    "injected_video",
)
"""Instruments that attacks are made with; no corpus that this project reads has masks or makeup."""


def species(trained_on: Collection[str]) -> Species:
    """The instruments of training, and the known ones that are not among them."""
    missing = [name for name in KNOWN_SPECIES if name not in trained_on]
    return Species(trained_on=tuple(sorted(trained_on)), not_trained_on=tuple(missing))


def licence_note(corpus: str, *, embedded: bool) -> str:
    """Under which terms model and parts may be used, as far as this project can say."""
    weights = (
        "The weights were trained on rendered faces alone (Apache-2.0, as msfans)."
        if embedded
        else f"The weights were trained on {corpus}, which is licensed to the person who trained "
        "them: its terms say whether and for what the weights may be used and passed on."
    )
    return f"{weights} The face detector's weights are not in the bundle; YuNet and O-Net are MIT."
