"""How fast scores are judged: `python benchmarks/evaluate.py [--rows 1000000]`.

Writes a score file of so many frame rows (100 subjects, half of them devel), then measures in
processes of their own `msfans evaluate --help`, and `msfans evaluate` with 2,000 draws beside
pandas' bare read of the same file; and in this one the exact bootstrap beside resampling the rows,
of which a few draws are timed. Figures are ratios where they can be, as machines differ.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from msfans.metrics.intervals import Bootstrap, drawn_figures, subject_weights
from msfans.metrics.presentations import Presentations, presentations
from msfans.metrics.thresholds import equal_error_point
from msfans.records import Split
from msfans.score_csv import COLUMNS, HEADER
from msfans.scores import read_scores

N_SUBJECTS, N_CLIPS = 100, 12
SPECIES = np.array(["", "warped_photo", "cut_photo", "video_replay"])
EVALUATE = "from msfans.apps.cli import main; main()"


def write_rows(path: Path, n_rows: int) -> None:
    """Frames of 12 clips a subject: three bona fide, three of each species; no score ties.

    Subject by subject: what this process once held would count as its children's peak memory.
    """
    rng = np.random.default_rng(0)
    path.write_text(f"{HEADER}\n")
    for subject in range(N_SUBJECTS):
        rows = rows_of(subject, n_rows // N_SUBJECTS // N_CLIPS, rng)
        rows.to_csv(path, mode="a", header=False, index=False)


def rows_of(subject: int, n_frames: int, rng: np.random.Generator) -> pd.DataFrame:
    """All frames of a subject, whose scores have a mean of their own."""
    clip, frame = np.divmod(np.arange(N_CLIPS * n_frames), n_frames)
    kind = clip % len(SPECIES)
    logit = rng.normal(rng.normal(scale=0.5) + np.where(kind == 0, 1.5, -1.5), 1.2)
    table = {
        "clip": np.array([f"{subject}/{k}.avi" for k in range(N_CLIPS)])[clip],
        "frame": frame,
        "subject": subject,
        "split": "devel" if subject < N_SUBJECTS // 2 else "test",
        "label": np.where(kind == 0, "bona_fide", "attack"),
        "pai_species": SPECIES[kind],
        "score": 1 / (1 + np.exp(-logit)),
    }
    return pd.DataFrame(table, columns=list(COLUMNS))


def seconds(code: str, *words: object) -> float:
    """Wall time of a Python process."""
    start = time.perf_counter()
    command = [sys.executable, "-c", code, *map(str, words)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def timed(work: Callable[[], object]) -> float:
    """Wall time of a call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def resample(tested: Presentations, weight_s: np.ndarray) -> float:
    """The plain way: rows repeated as often as their subject was drawn, and judged."""
    taken = np.repeat(np.arange(len(tested.score_n)), weight_s.astype(int)[tested.subject_n])
    scores, attack = tested.score_n[taken], tested.kind_n[taken] > 0
    return equal_error_point(scores[~attack], scores[attack]).eer


def bootstrap_times(path: Path, *, n_plain: int) -> tuple[float, float]:
    """Seconds a draw: of all figures by counts, and of the EER alone by resampled rows."""
    scores = read_scores(path)
    tested = presentations(scores.loc[(scores["split"] == Split.TEST).to_numpy()])
    bootstrap = Bootstrap()
    exact = timed(lambda: drawn_figures(tested, {(): 0.5}, bootstrap)) / bootstrap.draws
    weights_ds = next(subject_weights(len(tested.subjects), Bootstrap(draws=n_plain)))
    plain = timed(lambda: [resample(tested, weight_s) for weight_s in weights_ds]) / n_plain
    return exact, plain


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    n_rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scores.csv"
        write_rows(path, n_rows)
        helping = min(seconds(EVALUATE, "evaluate", "--help") for _ in range(5))
        judged = seconds(EVALUATE, "evaluate", "--test", path, "--devel", path)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20  # KiB on Linux
        read = seconds("import sys, pandas; pandas.read_csv(sys.argv[1])", path)
        exact, plain = bootstrap_times(path, n_plain=5)
    print(f"evaluate --help                          {helping:8.2f} s (least of 5)")
    print(f"{n_rows:,} rows, pandas.read_csv alone     {read:8.2f} s")
    print(f"evaluate, devel and test, 2,000 draws    {judged:8.2f} s = {judged / read:.1f} reads")
    print(f"its peak memory                          {peak:8.2f} GiB")
    print(f"a draw of all figures, by counts         {exact * 1e3:8.2f} ms")
    print(f"a draw of the EER alone, by rows         {plain * 1e3:8.2f} ms = {plain / exact:.0f} x")


if __name__ == "__main__":
    main()
