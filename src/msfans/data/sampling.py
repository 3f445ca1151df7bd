"""Which samples a run sees, and in which order: a function of the seed and nothing else."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from torch.utils.data import Sampler

Labels = NDArray[np.int64]


class Draw(NamedTuple):
    """One sample asked for; `ticket` numbers the draws of a run, and seeds what is random in it."""

    sample: int
    ticket: int


Order = Callable[[Labels, np.random.Generator], NDArray[np.int64]]
"""How one pass over the training set is put together; its length must not depend on chance."""


class PlainOrder:
    """Each sample once a pass: what the paper, silent on balance, is read to do."""

    def __call__(self, labels: Labels, rng: np.random.Generator) -> NDArray[np.int64]:
        return rng.permutation(len(labels))


class ClassBalancedOrder:
    """As many bona fide as attack draws: the smaller class comes again until it has caught up."""

    def __call__(self, labels: Labels, rng: np.random.Generator) -> NDArray[np.int64]:
        members = [np.flatnonzero(labels == label) for label in np.unique(labels)]
        length = max(map(len, members))
        drawn = [np.resize(rng.permutation(of_class), length) for of_class in members]
        return rng.permutation(np.concatenate(drawn))


class RunSampler(Sampler[Draw]):
    """All draws of a whole run, pass after pass, each pass in an order of (`seed`, pass).

    The stream is cut into batches without regard to where a pass ends, so every batch is full.
    `first` is the number of draws that earlier attempts have used: a resumed run goes on exactly
    where it was, in the middle of a pass as well. In a distributed run the process `rank` takes
    every `world_size`-th draw; a global batch is then the same set for any number of processes.
    """

    def __init__(
        self,
        *,
        labels: Labels,
        order: Order,
        seed: int,
        n_draws: int,
        first: int = 0,
        rank: int = 0,
        world_size: int = 1,
    ) -> None:
        self.labels, self.order, self.seed = labels, order, seed
        self.tickets = range(first * world_size + rank, n_draws * world_size, world_size)
        self.n_draws = n_draws

    def __len__(self) -> int:
        """Draws of the whole run, those of earlier attempts included, as Lightning counts them."""
        return self.n_draws

    def __iter__(self) -> Iterator[Draw]:
        current, samples = 0, self.samples_of_pass(0)
        for ticket in self.tickets:
            number, position = divmod(ticket, len(samples))
            if number != current:
                current, samples = number, self.samples_of_pass(number)
            yield Draw(int(samples[position]), ticket)

    def samples_of_pass(self, number: int) -> NDArray[np.int64]:
        """The order of pass `number`."""
        return self.order(self.labels, np.random.default_rng([self.seed, number]))


class InTurn(Sampler[Draw]):
    """Every sample once, first to last: how faces are scored."""

    def __init__(self, n_samples: int) -> None:
        self.n_samples = n_samples

    def __len__(self) -> int:
        return self.n_samples

    def __iter__(self) -> Iterator[Draw]:
        return (Draw(sample, 0) for sample in range(self.n_samples))
