"""Sweeps with a name: `-m experiment=table4` runs the grids that conf/experiment/table4.yaml lists.

    home: paper                  # cells lie in RUNS/paper-PRESET; experiments may share them
    grids:                       # each is a sweep, written in the words of a command line
      - [data=casia_fasd, scales=triple_11, fusion=lstm, "backbone=cnn_s,cnn_d"]
      - [data=replay_attack, scales=triple_13, fusion=lstm]

or `members: [table2, table3]`, which stands for the grids of those. The jobs are the union over the
grids; a job that several of them ask for runs once, which needs the same words in each, in any
order. Words of the command line are added to every grid and replace its words on the same key.
"""

from collections.abc import Iterable, Sequence

from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.override_parser.types import Override

Job = list[str]


def jobs_of(grids: Iterable[Sequence[Override]], given: Sequence[Override]) -> list[Job]:
    """The jobs of the grids with the words `given` on the command line, each job once."""
    jobs: dict[frozenset[str], Job] = {}
    for grid in grids:
        (product,) = BasicSweeper.split_arguments([*grid, *given], None)  # the last of a key counts
        for job in product:
            jobs.setdefault(frozenset(job), job)
    return list(jobs.values())
