"""All error rates of a set of presentations at one threshold."""

from dataclasses import dataclass

import numpy as np

from msfans.metrics.iso30107 import acer, apcer, bpcer, hter, worst_species
from msfans.metrics.presentations import Presentations


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Errors at one threshold, in [0, 1]; `far` pools the attacks, `apcer` is by species.

    A species of which no attack has a score has an APCER of None.
    """

    threshold: float
    apcer: dict[str, float | None]
    bpcer: float
    far: float

    @property
    def known_apcer(self) -> dict[str, float]:
        """APCER of the species that have scores."""
        return {name: rate for name, rate in self.apcer.items() if rate is not None}

    @property
    def worst_species(self) -> str:
        """The species with the highest APCER."""
        return worst_species(self.known_apcer)

    @property
    def apcer_worst(self) -> float:
        """APCER as the standard reports it: of the worst species."""
        return self.known_apcer[self.worst_species]

    @property
    def acer(self) -> float:
        """Mean of the worst species' APCER and BPCER."""
        return acer(self.known_apcer, self.bpcer)

    @property
    def hter(self) -> float:
        """Mean of the pooled share of accepted attacks and BPCER."""
        return hter(self.far, self.bpcer)

    def to_json(self) -> dict:
        """The rates by name, without the threshold."""
        names = ("hter", "far", "apcer", "apcer_worst", "worst_species", "bpcer", "acer")
        return {name: getattr(self, name) for name in names}


def rates(tested: Presentations, threshold: float) -> Rates:
    """Every rate of `tested` at a threshold that was chosen elsewhere, or is labelled so."""
    return Rates(
        threshold=threshold,
        apcer={
            name: apcer(scores, threshold=threshold) if len(scores) else None
            for name, scores in tested.attack_by_species.items()
        },
        bpcer=bpcer(tested.bona_fide, threshold=threshold),
        far=float(np.mean(tested.attack >= threshold)),
    )
