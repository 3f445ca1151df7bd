from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from msfans.deploy.typed import typed


@dataclass(frozen=True, kw_only=True)
class Inner:
    share: float
    count: int | None = None

    def __post_init__(self) -> None:
        if self.share > 1:
            raise ValueError(f"share is {self.share}, and must be 1 or less")


@dataclass(frozen=True, kw_only=True)
class Outer:
    inner: Inner
    names: tuple[str, ...]
    notes: Mapping[str, Any] | None


RIGHT = {"inner": {"share": 1}, "names": ["a", "b"], "notes": {"any": [1, None]}}


def test_a_record_is_made_of_what_json_says():
    made = typed(RIGHT, Outer, "")
    assert made == Outer(inner=Inner(share=1.0), names=("a", "b"), notes={"any": [1, None]})
    assert type(made.inner.share) is float
    assert typed(RIGHT | {"notes": None}, Outer, "").notes is None


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        ({"inner": {"share": "1"}}, "inner.share is '1', and must be a number"),
        ({"inner": {"share": True}}, "inner.share is True, and must be a number"),
        ({"inner": {"share": 10**30}}, "inner.share is 10+, and must be a number"),
        ({"inner": {"share": 2}}, "inner.share is 2.0, and must be 1 or less"),
        ({"inner": {"share": 0, "count": 1.0}}, "inner.count is 1.0, and must be a whole number"),
        ({"inner": {}}, "inner.share is missing"),
        ({"inner": {"share": 0, "more": 0}}, "inner.more is unknown"),
        ({"inner": None}, "inner is None, and must be an object"),
        ({"names": "ab"}, "names is 'ab', and must be a list"),
        ({"names": ["a", 1]}, r"names\[1\] is 1, and must be a text"),
        ({"notes": []}, r"notes is \[\], and must be an object"),
        ({"names": ["x" * 9999] * 9999, "notes": "y" * 9999}, r"notes is 'y{1,40}\.\.\."),
    ],
)
def test_what_is_wrong_is_named(change, fact):
    with pytest.raises(ValueError, match=f"^{fact}"):
        typed(RIGHT | change, Outer, "")
