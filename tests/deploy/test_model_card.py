from dataclasses import replace

import yaml

from msfans.deploy.model_card import model_card


def test_front_matter_is_yaml_and_figures_are_those_of_the_bundle(make_bundle):
    card = model_card(make_bundle())
    _, front, body = card.split("---\n", 2)
    assert yaml.safe_load(front)["library_name"] == "onnx"
    assert "scales 0.9, 1.2" in body
    row = "| a picture | 0.5000 | equal error rates | 0.4000 to 0.6000 | 25.00 % | tiny devel: 8 "
    assert f"{row}bona fide" in body
    assert "Trained on attacks of: print_photo." in body
    assert "Never seen in training: makeup." in body
    assert "within 1.0e-07 on 4 faces" in body


def test_a_rendered_corpus_is_named_as_such(make_bundle):
    assert "rendered\nstand-in" in model_card(make_bundle())
    real = {"data": {"corpus": "own", "protocol": "all", "embedded": False}}
    assert "rendered" not in model_card(make_bundle(provenance=real))


def test_the_cost_of_int8_is_told(make_bundle):
    eer = {"devel": {"float32": 0.1, "int8": 0.125}, "test": {"float32": 0.2, "int8": 0.2}}
    card = model_card(make_bundle(quantisation={"eer": eer}))
    assert "EER of devel frames 10.00 % before, 12.50 % after" in card
    assert "It repeats the trained network" not in card


def test_a_single_subject_has_no_interval(make_bundle):
    bundle = make_bundle()
    lone = replace(bundle.thresholds.frame, low=None, high=None, n_subjects=1)
    card = model_card(make_bundle(thresholds=replace(bundle.thresholds, frame=lone)))
    assert "| one subject: none |" in card
