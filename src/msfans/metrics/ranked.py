"""Error counts of reweighted subjects at thresholds found anew for each reweighting, exactly.

Presentations are kept as counts by (score rank, subject, kind). For one bootstrap draw a subject's
presentations weigh as often as the subject was drawn, so a draw is a weight vector and never a
resampled array. A threshold rule that holds from some candidate threshold upwards is found in two
steps: cumulative counts at about sqrt(n) borders, by one matrix product for all draws, then the
counts inside the one block where the rule begins to hold. Counts are integers below 2**53 in
float64, so nothing is rounded.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from msfans.metrics.presentations import Presentations

Counts = NDArray[np.float64]
Rule = Callable[[Counts, Counts], NDArray[np.bool_]]  # rejected_dik, totals_d1k -> holds_di
CELLS_AT_ONCE = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedCounts:
    """Counts p sorted by rank: `count_p` presentations of a subject and kind share a score.

    Candidate threshold i, of 0 to the number of distinct scores, rejects all entries before
    `start_i[i]`.
    """

    subject_p: NDArray[np.int64]
    kind_p: NDArray[np.int64]
    count_p: NDArray[np.int64]
    start_i: NDArray[np.int64]
    n_subjects: int
    n_kinds: int


def ranked_counts(tested: Presentations) -> RankedCounts:
    """The scored presentations of a set, merged where score, subject and kind are the same."""
    scored = tested.scored_n
    n_subjects, n_kinds = len(tested.subjects), len(tested.species) + 1
    distinct, rank = np.unique(tested.score_n[scored], return_inverse=True)
    key = (rank * n_subjects + tested.subject_n[scored]) * n_kinds + tested.kind_n[scored]
    key, count = np.unique(key, return_counts=True)
    rank, rest = np.divmod(key, n_subjects * n_kinds)
    return RankedCounts(
        subject_p=rest // n_kinds,
        kind_p=rest % n_kinds,
        count_p=count,
        start_i=np.searchsorted(rank, np.arange(len(distinct) + 1)),
        n_subjects=n_subjects,
        n_kinds=n_kinds,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Borders:
    """Candidates b that split the ranks into blocks, and what each subject has below them."""

    candidate_b: NDArray[np.int64]
    below_sbk: Counts


def borders(counts: RankedCounts) -> Borders:
    """About sqrt(n) borders, fewer where many subjects would make the table large."""
    n = len(counts.count_p)
    room = CELLS_AT_ONCE // (counts.n_subjects * counts.n_kinds)
    n_blocks = int(np.clip(np.sqrt(n), 1, max(room, 1)))
    wanted = np.linspace(0, n, n_blocks + 1).astype(np.int64)
    candidate_b = np.unique(np.searchsorted(counts.start_i, wanted))
    block_p = np.repeat(np.arange(len(candidate_b) - 1), np.diff(counts.start_i[candidate_b]))
    shape = (counts.n_subjects, len(candidate_b), counts.n_kinds)
    cell_p = (counts.subject_p * shape[1] + block_p + 1) * shape[2] + counts.kind_p
    table = np.bincount(cell_p, weights=counts.count_p, minlength=int(np.prod(shape)))
    return Borders(candidate_b=candidate_b, below_sbk=table.reshape(shape).cumsum(axis=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """Rejected counts of each draw at the first candidate where a rule holds, and one before."""

    before_dk: Counts
    at_dk: Counts
    totals_dk: Counts


def crossings(
    counts: RankedCounts, at_borders: Borders, weights_ds: Counts, rule: Rule
) -> Crossing:
    """Where a rule begins to hold, for each draw of subject weights.

    The rule must hold at the last candidate, which rejects all, and stay true once it is.
    """
    table = at_borders.below_sbk
    shape = (len(weights_ds), *table.shape[1:])
    below_dbk = (weights_ds @ table.reshape(len(table), -1)).reshape(shape)
    totals_dk = below_dbk[:, -1]
    block_d = np.maximum(rule(below_dbk, totals_dk[:, None]).argmax(axis=1), 1)
    before_dk, at_dk = np.empty_like(totals_dk), np.empty_like(totals_dk)
    for block in np.unique(block_d):
        for draws in chunks(np.flatnonzero(block_d == block), counts, at_borders, block):
            inside_dik = below_dbk[draws, None, block - 1] + below_inside(
                counts, at_borders.candidate_b[block - 1 : block + 1], weights_ds[draws]
            )
            first_d = np.maximum(rule(inside_dik, totals_dk[draws, None]).argmax(axis=1), 1)
            row = np.arange(len(draws))
            before_dk[draws], at_dk[draws] = inside_dik[row, first_d - 1], inside_dik[row, first_d]
    return Crossing(before_dk=before_dk, at_dk=at_dk, totals_dk=totals_dk)


def chunks(
    draws: NDArray[np.int64], counts: RankedCounts, at_borders: Borders, block: int
) -> list[NDArray[np.int64]]:
    """The draws in portions whose table of one block stays small."""
    ends = counts.start_i[at_borders.candidate_b[block - 1 : block + 1]]
    cells = int(ends[1] - ends[0] + 1) * counts.n_kinds * len(draws)
    return np.array_split(draws, min(len(draws), 1 + cells // CELLS_AT_ONCE))


def below_inside(counts: RankedCounts, candidates: NDArray[np.int64], weights_ds: Counts) -> Counts:
    """Counts from the block's first candidate up to each of its candidates, both ends included."""
    first, last = candidates
    start_i = counts.start_i[first : last + 1] - counts.start_i[first]
    entries = slice(counts.start_i[first], counts.start_i[last])
    weight_dp = weights_ds[:, counts.subject_p[entries]] * counts.count_p[entries]
    inside_dik = np.zeros((len(weights_ds), len(start_i), counts.n_kinds))
    for kind in range(counts.n_kinds):
        of_kind_dp = weight_dp * (counts.kind_p[entries] == kind)
        inside_dik[:, 1:, kind] = of_kind_dp.cumsum(axis=1)[:, start_i[1:] - 1]
    return inside_dik
