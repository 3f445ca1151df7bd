"""Who bears the errors: counts by subject at one threshold."""

from dataclasses import asdict, dataclass

from msfans.metrics.intervals import errors_by_subject
from msfans.metrics.presentations import Presentations


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectErrors:
    """Scored presentations of one subject, and how many of them are decided wrongly."""

    subject: str
    n_bona_fide: int
    rejected_bona_fide: int
    n_attack: int
    accepted_attacks: int

    @property
    def error_rate(self) -> float:
        """Share of wrong decisions, in [0, 1]; 0 for a subject without a score."""
        n = self.n_bona_fide + self.n_attack
        return (self.rejected_bona_fide + self.accepted_attacks) / n if n else 0.0

    def to_json(self) -> dict:
        """The fields by name."""
        return asdict(self)


def subject_errors(tested: Presentations, threshold: float) -> list[SubjectErrors]:
    """The errors of each subject, the highest share of wrong decisions first, then by name."""
    errors_sk, totals_sk = errors_by_subject(tested, threshold)
    found = [
        SubjectErrors(
            subject=name,
            n_bona_fide=int(totals_k[0]),
            rejected_bona_fide=int(errors_k[0]),
            n_attack=int(totals_k[1:].sum()),
            accepted_attacks=int(errors_k[1:].sum()),
        )
        for name, errors_k, totals_k in zip(tested.subjects, errors_sk, totals_sk, strict=True)
    ]
    return sorted(found, key=lambda each: (-each.error_rate, each.subject))
