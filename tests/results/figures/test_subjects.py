"""The figure of errors by subject: shares, and no mark where a class is not there."""

from msfans.metrics.subject_errors import SubjectErrors
from msfans.results.figures.subjects import SHOWN, errors_by_subject


def subject(name: str, *counts: int) -> SubjectErrors:
    rejected, n_bona_fide, accepted, n_attack = counts
    return SubjectErrors(
        subject=name,
        rejected_bona_fide=rejected,
        n_bona_fide=n_bona_fide,
        accepted_attacks=accepted,
        n_attack=n_attack,
    )


def test_shares_by_subject() -> None:
    figure = errors_by_subject([subject("<a>", 1, 2, 1, 4), subject("b", 0, 0, 0, 3)])
    axes = figure.axes[0]
    bona_fide, attacks = axes.lines
    assert list(bona_fide.get_xdata()) == [50]
    assert list(attacks.get_xdata()) == [25, 0]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["<a>", "b"]


def test_only_the_worst_are_drawn() -> None:
    many = [subject(str(i), 1, 2, 0, 2) for i in range(SHOWN + 30)]
    axes = errors_by_subject(many).axes[0]
    assert len(axes.get_yticklabels()) == SHOWN
