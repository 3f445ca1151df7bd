"""Which of the thresholds that keep a target is taken."""

from enum import StrEnum


class Choice(StrEnum):
    """With the margin that the confidence asks for, or without any."""

    SAFE = "safe"
    MEASURED = "measured"
