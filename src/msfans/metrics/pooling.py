"""How the scores of a video's frames become one."""

from enum import StrEnum


class Pooling(StrEnum):
    """The score of a video is this statistic of its frames' scores."""

    MEAN = "mean"
    MEDIAN = "median"
    MIN = "min"
    MAX = "max"
