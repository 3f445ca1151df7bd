"""ONNX models that are one file, opened in onnxruntime: no other file is ever read for them."""

from collections.abc import Iterator
from typing import NamedTuple

import onnxruntime

from msfans.errors import BundleError

EXTERNAL_DATA = 13  # field of a tensor: where its values lie if not in the model
LENGTH_DELIMITED = 2
FIXED_BYTES = {1: 8, 5: 4}
FIX = "take the bundle from its maker again, or export the run anew"

MESSAGES_IN = {
    "model": {7: "graph", 25: "function"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
}
"""Which fields of onnx.proto hold the messages that lead to a tensor."""


class Field(NamedTuple):
    """A field of a protobuf message: its number, and its bytes where it has a length."""

    number: int
    content: memoryview


def open_model(model: bytes, *, where: str, threads: int) -> onnxruntime.InferenceSession:
    """A session on the CPU; BundleError for what is no model or keeps data outside of its file."""
    refuse_external_data(model, where=where)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3  # errors; they are raised as well
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has a class for each status, without a common base
        fact = f"onnxruntime can not open it ({str(error).partition(chr(10))[0]})"
        raise BundleError(where, fact, fix=FIX) from error


def refuse_external_data(model: bytes, *, where: str) -> None:
    """BundleError where a tensor says that its values lie in another file, or no model is there."""
    try:
        places = sorted(set(external_places(memoryview(model), "model")))
    except (IndexError, ValueError, RecursionError) as error:
        raise BundleError(where, "is not an ONNX model", fix=FIX) from error
    if places:
        fact = f"keeps data outside of the file, in {places[0]!r}"
        raise BundleError(where, fact, fix=FIX)


def external_places(message: memoryview, kind: str) -> Iterator[str]:
    """What the tensors of a message name as the place of their data."""
    if kind == "tensor":
        entries = [entry(each.content) for each in fields(message) if each.number == EXTERNAL_DATA]
        yield from (value for key, value in entries if key == "location")
        return
    inside = MESSAGES_IN[kind]
    for field in fields(message):
        if field.number in inside:
            yield from external_places(field.content, inside[field.number])


def entry(message: memoryview) -> tuple[str, str]:
    """Key and value of a StringStringEntryProto."""
    texts = {
        each.number: bytes(each.content).decode("utf-8", "replace") for each in fields(message)
    }
    return texts.get(1, ""), texts.get(2, "")


def fields(message: memoryview) -> Iterator[Field]:
    """The fields of a protobuf message; IndexError or ValueError where it is none."""
    at = 0
    while at < len(message):
        tag, at = varint(message, at)
        number, kind = tag >> 3, tag & 7
        if kind == LENGTH_DELIMITED:
            length, at = varint(message, at)
            end = at + length
        elif kind == 0:
            _, end = varint(message, at)
            at = end
        else:
            if kind not in FIXED_BYTES:
                raise ValueError(f"wire type {kind}")
            end = at = at + FIXED_BYTES[kind]
        if end > len(message):
            raise ValueError("a field ends behind its message")
        yield Field(number, message[at:end])
        at = end


def varint(message: memoryview, at: int) -> tuple[int, int]:
    """A variable-length integer at an offset, and the offset behind it."""
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
        if shift > 63:
            raise ValueError("an integer of more than 64 bits")
