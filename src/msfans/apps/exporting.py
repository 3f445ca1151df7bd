"""What `msfans export` does: export a run's network, hold the model against it, write a bundle."""

import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msfans.apps.provenance import PLACES
from msfans.apps.quantising import JUDGED, quantise
from msfans.apps.run_folder import RunFolder
from msfans.data.crops import judged_crops
from msfans.deploy.bundle import Bundle
from msfans.deploy.export import to_onnx, torch_scores
from msfans.deploy.gates import Gates
from msfans.deploy.notes import licence_note, species
from msfans.deploy.parity import parity
from msfans.deploy.publish import refuse_filled, write_bundle
from msfans.deploy.scoring import Scorer
from msfans.deploy.self_test import self_test_frames
from msfans.deploy.thresholds import thresholds_of
from msfans.errors import UsageError
from msfans.media.alignment import PatchGeometry, warp_patch
from msfans.media.faces import choose
from msfans.records import Split

N_CORPUS_FACES = 64
EXPORTERS = ("msfans", "torch", "onnx", "onnxscript", "onnxruntime")


def export_run(folder: Path, *, out: Path, int8: bool, words: Sequence[str]) -> Bundle:
    """Export the finished run in `folder` to a bundle in `out`, which must be new or empty.

    BundleError where the model does not repeat the network; UsageError where the run has no devel
    set, as no threshold is ever chosen on test.
    """
    refuse_filled(out)
    run = RunFolder(folder, words=words)
    require_devel(run)
    model = to_onnx(run.network)
    exact = held_against(run, model)
    model, scores, quantisation = quantise(run, model) if int8 else (model, run.scores, None)
    bundle = Bundle(
        scales=run.scales,
        geometry=run.material.cache.geometry,
        detector=json.loads(run.detector.fingerprint),
        gates=Gates(),
        thresholds=thresholds_of(scores, chosen_on=devel_name(run)),
        species=species({c.pai_species for c in run.material.protocol.split(Split.TRAIN)} - {""}),
        licence=licence_note(run.provenance["data"]["corpus"], embedded=is_embedded(run)),
        parity=exact,
        quantisation=quantisation,
        provenance=provenance(run),
    )
    return write_bundle(out, bundle, model=model)


def require_devel(run: RunFolder) -> None:
    """UsageError where nothing but test could give a threshold."""
    if Split.DEVEL not in set(run.scores["split"]):
        fact = "the run has no devel set, and a threshold is never chosen on test"
        raise UsageError(run.folder, fact, fix="train with a devel set, such as data.devel=fold_5")


def devel_name(run: RunFolder) -> str:
    """The devel set for people: whose it is, and whether it is a rendered one."""
    data = run.provenance["data"]
    rendered = " (rendered)" if data["embedded"] else ""
    return f"{data['corpus']} {data['protocol']} devel{rendered}"


def is_embedded(run: RunFolder) -> bool:
    """Whether the corpus was rendered."""
    return bool(run.provenance["data"]["embedded"])


def held_against(run: RunFolder, model: bytes) -> dict[str, Any]:
    """The parity of model and network, on frames of the corpus and on those that ship."""
    scorer = Scorer(model, where="the exported model", n_scales=len(run.scales))
    crops = {
        "corpus": run.spread_crops(*JUDGED, n_faces=N_CORPUS_FACES),
        "self-test": self_test_crops(run),
    }
    return parity(
        {name: torch_scores(run.network, each) for name, each in crops.items()},
        {name: scorer.scores(each).score_b for name, each in crops.items()},
    )


def self_test_crops(run: RunFolder) -> NDArray[np.uint8]:
    """Crops of the faces that ship with the package, found by the run's detector."""
    geometry: PatchGeometry = run.material.cache.geometry
    found = [(rgb, choose(run.detector.detect(rgb), None)) for rgb in self_test_frames().values()]
    return np.stack(
        [
            judged_crops(
                warp_patch(rgb, face.landmarks_xy, geometry), scales=run.scales, geometry=geometry
            )
            for rgb, face in found
            if face is not None
        ]
    )


def provenance(run: RunFolder) -> dict[str, Any]:
    """What the run was made of, without the places of its maker's disk, and its files' digests."""
    words = [word for word in run.provenance["words"] if word.partition("=")[0] not in PLACES]
    names = ("config.yaml", "weights.pt", "scores.csv", "metrics.json")
    return run.provenance | {
        "words": words,
        "run": run.folder.resolve().name,
        "sha256": {name: run.sha256(name) for name in names},
        "exported_with": {name: version(name) for name in EXPORTERS},
    }
