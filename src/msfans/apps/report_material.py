"""What `msfans report` reads: a run's folder, or score files as `msfans evaluate` takes them."""

from collections.abc import Sequence
from pathlib import Path

from msfans.apps.reading import Reading, origins_of, scores_to_judge
from msfans.records import Split
from msfans.results.finished_run import open_run
from msfans.results.report.evidence import Face
from msfans.results.report.faces import worst_faces
from msfans.results.report.gather import Material
from msfans.results.report.robustness import robustness_beside


def material_of_run(folder: Path, reading: Reading) -> Material:
    """The scores of a finished run, with its devel rows where it was judged by them."""
    run = open_run(folder)
    has_devel = "threshold_devel" in run.cell.metrics["video"]
    devel = run.scores if has_devel else None
    scores, notices = scores_to_judge(run.scores, devel, reading)
    data = run.provenance.get("data", {})
    return Material(
        name=folder.resolve().name,
        scores=scores,
        files={"scores": run.scores},
        run=run,
        corpus=reading.corpus or data.get("corpus", ""),
        protocol=reading.protocol or data.get("protocol", ""),
        notices=notices,
        robustness=robustness_beside(folder),
    )


def material_of_scores(test: Path, devel: Path | None, reading: Reading) -> Material:
    """Anyone's scores; thresholds from devel where a file of it is given."""
    scores, notices = scores_to_judge(test, devel, reading)
    origins = origins_of(scores)
    return Material(
        name=test.name,
        scores=scores,
        files={"scores of test": test} | ({"scores of devel": devel} if devel else {}),
        corpus=reading.corpus or "",
        protocol=reading.protocol or "",
        notices=[*notices, *origins.cautions()],
    )


def faces_of(material: Material, root: Path) -> Sequence[Face]:
    """Pictures of the test videos that are scored worst."""
    return worst_faces(material.scores[Split.TEST], root=root)
