"""A cell's target: the test videos of a corpus that it has not learnt from, scored and judged."""

import sys
from pathlib import Path
from typing import Any

from omegaconf import DictConfig

from msfans.apps.build import build
from msfans.apps.cell import data_module, network, write_json
from msfans.apps.material import Material
from msfans.metrics.intervals import Bootstrap
from msfans.metrics.origins import Origins
from msfans.metrics.report import judge
from msfans.protocols import Protocol
from msfans.records import Split
from msfans.results.cross_corpus import METRICS
from msfans.scores import read_scores
from msfans.training.checkpoint import load_weights
from msfans.training.learn import cell_files
from msfans.training.scoring import score
from msfans.training.system import SpoofingSystem


def score_target(config: DictConfig, source: Protocol, target: Material, home: Path) -> None:
    """Leave target_scores.csv and target_metrics.json beside the weights of the finished cell."""
    net = network(config)
    files, scores = cell_files(home), home / "target_scores.csv"
    load_weights(files.weights, net)
    score(
        SpoofingSystem(network=net, **config.optimiser),
        data_module(config, target),
        trainer=build(
            config.trainer,
            enable_model_summary=False,
            enable_progress_bar=sys.stderr.isatty(),
        ),
        scores=scores,
        fusion_weights=home / "target_fusion_weights.csv",
    )
    judged = judge_target(scores, files.scores, source=source, target=target.protocol)
    write_json(home / METRICS, judged)


def judge_target(
    target_scores: Path, source_scores: Path, *, source: Protocol, target: Protocol
) -> dict[str, Any]:
    """The report on the target's test videos at the thresholds of the source's devel, if any.

    The EER in it is the target's own: what a threshold chosen on its test videos would give.
    """
    test = read_scores(target_scores)
    devel = read_scores(source_scores) if source.split(Split.DEVEL) else None
    origins = Origins(test=target.corpus, devel=None if devel is None else source.corpus)
    return {
        "source": {"corpus": source.corpus, "protocol": source.name},
        "target": {"corpus": target.corpus, "protocol": target.name},
        **origins.to_json(),
        **judge(test, devel, bootstrap=Bootstrap()).to_json(),
    }
