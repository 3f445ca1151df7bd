import dataclasses

import pytest

from msfans.records import Clip, FaceBox, Label, Split


def clip(**changes: object) -> Clip:
    fields = {
        "path": "test/1.avi",
        "subject": "anna",
        "split": Split.TEST,
        "label": Label.ATTACK,
        "pai_species": "print",
    }
    return Clip(**(fields | changes))  # type: ignore[arg-type]  # the tests choose the fields


def test_labels_and_splits_are_written_as_score_tables_write_them() -> None:
    assert [str(label) for label in Label] == ["bona_fide", "attack"]
    assert [str(split) for split in Split] == ["train", "devel", "test"]


@pytest.mark.parametrize("path", ["", "/abs/1.avi", "test\\1.avi"])
def test_a_clip_s_path_is_relative_with_forward_slashes(path: str) -> None:
    with pytest.raises(ValueError, match="not relative with forward slashes"):
        clip(path=path)


def test_a_clip_has_a_subject() -> None:
    with pytest.raises(ValueError, match="has no subject"):
        clip(subject="")


@pytest.mark.parametrize(("label", "species"), [(Label.ATTACK, ""), (Label.BONA_FIDE, "print")])
def test_attacks_have_a_species_and_bona_fide_none(label: Label, species: str) -> None:
    with pytest.raises(ValueError, match="PAI species"):
        clip(label=label, pai_species=species)


def test_clips_are_frozen_and_hashable_with_attributes() -> None:
    one, same = clip(attributes={"quality": "low"}), clip(attributes={"quality": "low"})
    assert one == same
    assert len({one, same}) == 1
    assert one != clip(attributes={"quality": "high"})
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.path = "other.avi"  # type: ignore[misc]  # what must not work


def test_a_face_box_has_an_area_in_square_pixels() -> None:
    assert FaceBox(left=-3, top=2.5, width=4, height=2.5).area == 10


@pytest.mark.parametrize(("width", "height"), [(0, 1), (1, -1), (float("nan"), 1)])
def test_a_face_box_holds_something(width: float, height: float) -> None:
    with pytest.raises(ValueError, match="holds nothing"):
        FaceBox(left=0, top=0, width=width, height=height)
