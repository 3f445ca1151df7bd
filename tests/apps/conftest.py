"""The embedded corpus at its smallest, rendered once for all of these tests, and train.py."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from onnx import TensorProto, helper
from PIL import Image

from msfans.apps import cli
from msfans.apps.exporting import export_run
from msfans.deploy.bundle import Bundle, Species, Threshold, Thresholds
from msfans.deploy.gates import Gates
from msfans.deploy.perturbations import brighten
from msfans.deploy.publish import write_bundle
from msfans.deploy.self_test import self_test_frames
from msfans.media.alignment import PatchGeometry
from msfans.media.faces import YunetOnet
from msfans.score_csv import COLUMNS
from msfans.synth.corpus import render_corpus

TRAIN = Path(__file__).parents[2] / "train.py"
Command = Callable[..., list[str]]
Train = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def tiny_casia(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Root of a tiny CASIA-FASD; the processes of a parallel test run share it."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    with FileLock(shared / "tiny_casia.lock"):
        out = shared / "tiny_casia"
        return render_corpus(corpus="casia_fasd", size="tiny", seed=0, out=out, progress=False)


@pytest.fixture(scope="session")
def train_command(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Command:
    """Words to run train.py with a patch cache that these tests share; others follow its own."""
    own = tmp_path_factory.getbasetemp()
    cache = (own if worker_id == "master" else own.parent) / "cache"
    return lambda *words: [sys.executable, str(TRAIN), *words, f"data.cache={cache}"]


@pytest.fixture(scope="session")
def train(train_command: Command) -> Train:
    """Runs train.py to its end."""

    def run(*words: str, **options: str) -> subprocess.CompletedProcess[str]:
        command = train_command(*words)
        return subprocess.run(command, capture_output=True, text=True, timeout=300, **options)

    return run


@pytest.fixture(scope="session")
def tiny_run(
    tiny_casia: Path, train: Train, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Path:
    """The folder of a finished run over the tiny corpus, trained once; not to be changed."""
    own = tmp_path_factory.getbasetemp()
    runs = (own if worker_id == "master" else own.parent) / "runs"
    words = ("preset=demo", "scales=triple_09", "trainer.max_steps=2", "loader.batch_size=4")
    with FileLock(runs.with_suffix(".lock")):
        answer = train(*words, "threads=1", f"data.root={tiny_casia}", f"runs={runs}")
    assert answer.returncode == 0, answer.stderr
    (record,) = runs.glob("**/weights.pt")
    return record.parent


@pytest.fixture(scope="session")
def tiny_bundle(tiny_run: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The run as a bundle, exported once; not to be changed."""
    own = tmp_path_factory.getbasetemp()
    out = (own if worker_id == "master" else own.parent) / "bundle"
    with FileLock(out.with_suffix(".lock")):
        if not out.exists():
            export_run(tiny_run, out=out, int8=False, words=())
    return out


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def msfans(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """Calls `msfans` as a user does."""

    def call(*words: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["msfans", *map(str, words)])
        monkeypatch.setenv("COLUMNS", "120")
        with pytest.raises(SystemExit) as left:
            cli.main()
        shown = capsys.readouterr()
        return Outcome(int(left.value.code or 0), shown.out, shown.err)

    return call


@pytest.fixture
def score_table() -> Callable[..., Path]:
    """Writes rows to a CSV file, by default as scores.csv."""

    def write(path: Path, rows: Iterable[tuple], header: Iterable[str] = COLUMNS) -> Path:
        with path.open("w", newline="") as handle:
            csv.writer(handle).writerows([tuple(header), *rows])
        return path

    return write


def light_meter() -> bytes:
    """A model without weights: the score of two crops is their mean over 255."""
    crops = helper.make_tensor_value_info("crops", TensorProto.UINT8, ["b", 2, 112, 112, 3])
    score = helper.make_tensor_value_info("score", TensorProto.DOUBLE, ["b"])
    nodes = [
        helper.make_node("Cast", ["crops"], ["values"], to=TensorProto.DOUBLE),
        helper.make_node("ReduceMean", ["values", "axes"], ["mean"], keepdims=0),
        helper.make_node("Div", ["mean", "white"], ["score"]),
    ]
    constants = [
        helper.make_tensor("axes", TensorProto.INT64, [4], [1, 2, 3, 4]),
        helper.make_tensor("white", TensorProto.DOUBLE, [], [255.0]),
    ]
    graph = helper.make_graph(nodes, "light_meter", [crops], [score], constants)
    opsets = [helper.make_opsetid("", 20)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=10).SerializeToString()


@pytest.fixture(scope="session")
def light_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a bundle that calls light faces bona fide and dark ones attacks."""
    threshold = Threshold(
        value=0.5,
        low=0.4,
        high=0.6,
        eer_devel=0.1,
        chosen_on="nothing",
        n_bona_fide=1,
        n_attack=1,
        n_subjects=2,
    )
    bundle = Bundle(
        scales=(0.9, 1.2),
        geometry=PatchGeometry(),
        detector=json.loads(YunetOnet().fingerprint),
        gates=Gates(),
        thresholds=Thresholds(frame=threshold, video=threshold),
        species=Species(trained_on=("dark",), not_trained_on=()),
        licence="free",
        parity={"score_difference": 0.0, "n_faces": 1},
        quantisation=None,
        provenance={"data": {"corpus": "none", "protocol": "none", "embedded": True}},
    )
    folder = tmp_path_factory.mktemp("bundles") / "light"
    return write_bundle(folder, bundle, model=light_meter()).folder


@pytest.fixture(scope="session")
def faces_by_light(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Folders `light` and `dark/dim` of six pictures of one face, each lighter than the last."""
    rgb = next(iter(self_test_frames().values()))
    root = tmp_path_factory.mktemp("faces")
    pictures = {"light": range(20, 50, 5), "dark/dim": range(-50, -20, 5)}
    for folder, percents in pictures.items():
        (root / folder).mkdir(parents=True)
        for percent in percents:
            picture = Image.fromarray(brighten(rgb, percent))
            picture.save(root / folder / f"{percent + 100}.png")
    return root / "light", root / "dark"
