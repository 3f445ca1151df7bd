"""What was not tested follows from what is there."""

from collections.abc import Callable
from dataclasses import replace

from msfans.results.report.evidence import Evidence
from msfans.results.report.not_tested import not_tested

MakeEvidence = Callable[..., Evidence]


def test_a_list_for_every_case(of_scores: MakeEvidence, of_run: MakeEvidence) -> None:
    bare, run = of_scores(devel=False), of_run()
    assert "operating points: no threshold was chosen before the test set was seen" in list(
        not_tested(bare)
    )
    told = list(not_tested(run))
    assert not [text for text in told if text.startswith(("operating points", "completeness"))]
    assert "real persons, real instruments and real cameras: the corpus is rendered" in told
    assert "PAI species other than cut_photo, video_replay" in told
    whole = replace(bare, levels=bare.levels[:1])
    assert "frames: the scores are of whole videos" in list(not_tested(whole))


def test_a_silent_species_and_a_lonely_subject_are_told(of_scores: MakeEvidence) -> None:
    evidence = of_scores()
    report = evidence.video.report
    species = report.species | {"cut_photo": replace(report.species["cut_photo"], n_scored=0)}
    level = replace(evidence.video, report=replace(report, species=species, n_subjects=1))
    told = list(not_tested(replace(evidence, levels=(level,))))
    assert "species without any score: cut_photo" in told
    assert "other people: one subject was presented, so no interval can be given" in told
