"""Train one cell, or with -m a sweep of them; `python train.py --help` lists the settings."""

from pathlib import Path

from msfans.apps.compose import launch

if __name__ == "__main__":
    launch(Path(__file__).parent / "conf")
