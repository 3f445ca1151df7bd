# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Where a run fails
#
# The attacks that a cell scored highest and the bona fide presentations it scored lowest, one
# frame a video, on test. The pictures come from the patch cache of your own corpus: **they show
# people and are licensed to you, so keep them on this machine**; clear the outputs before this
# notebook goes anywhere. Set MSFANS_SWEEP to choose a sweep (the newest below `runs/` is taken
# otherwise) and MSFANS_CACHE to the folder that was `data.cache`.

# %%
# %matplotlib inline
import json
import os
from pathlib import Path

from IPython.display import display

from msfans.records import Label
from msfans.results.cells import CellState, newest_sweep, swept
from msfans.results.failures import cache_with, faces, worst_frames
from msfans.results.figures.faces import face_sheet
from msfans.scores import read_scores

folder = Path(os.environ.get("MSFANS_SWEEP") or newest_sweep(Path("..") / "runs"))
cache_root = Path(os.environ.get("MSFANS_CACHE") or Path("..") / "cache")
cell = next(cell for cell in swept(folder) if cell.state is CellState.FINISHED)
home = folder / cell.folder
origin = json.loads((home / "provenance.json").read_text())["data"]
cache = cache_with(cache_root, origin["fingerprint"])
scores = read_scores(home / "scores.csv")
print(cell.folder)

# %% [markdown]
# Attacks with the highest scores: the threshold that accepts them accepts the attack.

# %%
attacks = worst_frames(scores, Label.ATTACK, n=12)
display(face_sheet(attacks, faces(cache, attacks)))
display(attacks)

# %% [markdown]
# Bona fide presentations with the lowest scores.

# %%
bona_fide = worst_frames(scores, Label.BONA_FIDE, n=12)
display(face_sheet(bona_fide, faces(cache, bona_fide)))
display(bona_fide)
