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
# # The table of a sweep
#
# Reads the folder that `python train.py -m ...` left behind. Set MSFANS_SWEEP to choose one; the
# newest below `runs/` is taken otherwise.

# %%
import os
from pathlib import Path

from IPython.display import Markdown

from msfans.results.cells import newest_sweep, swept
from msfans.results.grid import markdown
from msfans.results.tables import sweep_frame, sweep_grid

folder = Path(os.environ.get("MSFANS_SWEEP") or newest_sweep(Path("..") / "runs"))
cells = swept(folder)

# %% [markdown]
# Scales x fusion, EER in percent.

# %%
Markdown(markdown(sweep_grid(cells)))

# %% [markdown]
# Everything a cell's row holds, n included.

# %%
sweep_frame(cells)
