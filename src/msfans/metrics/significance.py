"""What a number of presentations can and can not tell."""

from math import comb


def rule_of_three(n: int) -> float:
    """Upper 95 % limit, in [0, 1], of an error rate of which n presentations show no error."""
    return min(1.0, 3 / n)


def mcnemar_exact(only_a_wrong: int, only_b_wrong: int) -> float:
    """Two-sided p that two systems err equally often, from the videos where one of them errs.

    Exact binomial test with one half (McNemar 1947); 1 where they never differ.
    """
    n = only_a_wrong + only_b_wrong
    tail = sum(comb(n, k) for k in range(min(only_a_wrong, only_b_wrong) + 1))
    return min(1.0, 2 * tail / 2**n)
