"""What a file of JSON says, as frozen records: each value in its field's type."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from reprlib import repr as shortened
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

WORDS = {
    float: "a number",
    int: "a whole number",
    str: "a text",
    list: "a list",
    dict: "an object",
}


def typed(value: Any, kind: Any, name: str) -> Any:
    """`value` as a `kind`: a record, tuple, mapping, text, number, or any of them or None.

    ValueError names the entry, `name` or one inside of it, that is of another type or, as the
    record's own `__post_init__` says, out of its range.
    """
    inside = get_args(kind)
    if is_dataclass(kind):
        return record(value, kind, name)
    if kind is Any or (isinstance(kind, UnionType) and value is None):
        return value
    if isinstance(kind, UnionType):
        return typed(value, inside[0], name)
    if get_origin(kind) is tuple:
        values = enumerate(plain(value, list, name))
        return tuple(typed(each, inside[0], f"{name}[{index}]") for index, each in values)
    if get_origin(kind) is Mapping:
        entries = plain(value, dict, name).items()
        return {key: typed(each, inside[1], f"{name}.{key}") for key, each in entries}
    return plain(value, kind, name)


def record(value: Any, kind: Any, name: str) -> Any:
    """A dataclass of an object's entries, which are its fields; those with a default may lack."""
    entries, types = plain(value, dict, name), get_type_hints(kind)
    needed = {each.name for each in fields(kind) if each.default is each.default_factory is MISSING}
    place = name and f"{name}."
    for fact, names in (("missing", needed - {*entries}), ("unknown", {*entries} - {*types})):
        if names:
            raise ValueError(f"{place}{min(names)} is {fact}")
    parts = {key: typed(each, types[key], f"{place}{key}") for key, each in entries.items()}
    try:
        return kind(**parts)
    except ValueError as error:
        raise ValueError(f"{place}{error}") from error


def plain(value: Any, kind: type, name: str) -> Any:
    """The value itself, of exactly this type; a whole number may stand for a float."""
    if kind is float and type(value) is int and abs(value) < 2**53:
        return float(value)
    if type(value) is not kind:
        raise ValueError(f"{name} is {shortened(value)}, and must be {WORDS.get(kind, kind)}")
    return value
