from msfans.deploy.notes import KNOWN_SPECIES, licence_note, species


def test_every_known_instrument_is_on_one_side():
    said = species({"video_replay", "cut_photo", "own_kind"})
    assert said.trained_on == ("cut_photo", "own_kind", "video_replay")
    assert "makeup" in said.not_trained_on
    known = set(said.not_trained_on) | {"video_replay", "cut_photo"}
    assert known == set(KNOWN_SPECIES)


def test_the_licence_of_weights_follows_the_corpus():
    assert "rendered faces alone" in licence_note("casia_fasd", embedded=True)
    assert "casia_fasd, which is licensed to the person" in licence_note(
        "casia_fasd", embedded=False
    )
