"""The README's first command from nothing, timed: python benchmarks/demo.py [FOLDER]

Renders, prepares and sweeps in an empty folder (a temporary one unless FOLDER is given) and prints
where the time went as shares of the whole, the whole as a share of ten minutes, and the worst cell.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

TRAIN = Path(__file__).parents[1] / "train.py"
COMMAND = [sys.executable, str(TRAIN), "-m", "scales=triple_all", "fusion=avg,concat,lstm"]
LIMIT_S = 600


def main(folder: Path) -> None:
    """Run the demo in `folder` and print its figures."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        sys.exit(f"{folder} is not empty: the demo is timed from nothing")
    start = time.monotonic()
    subprocess.run(COMMAND, cwd=folder, check=True)
    total = time.monotonic() - start
    sweep = next(folder.glob("runs/*/table.csv")).parent
    cells = [json.loads(path.read_text()) for path in sweep.glob("*/cell.json")]
    learning = sum(cell["seconds"] for cell in cells)
    worst = pd.read_csv(sweep / "table.csv")["frame_eer_percent"].max()
    print(f"total {total:.0f} s, {total / LIMIT_S:.2f} of ten minutes")
    print(f"learning and scoring {len(cells)} cells: {learning / total:.2f} of the total")
    print(f"rendering, preparing, starting: {1 - learning / total:.2f} of the total")
    print(f"highest frame EER of a cell: {worst:.2f} %")


if __name__ == "__main__":
    if sys.argv[1:]:
        main(Path(sys.argv[1]))
    else:
        with TemporaryDirectory() as temporary:
            main(Path(temporary))
