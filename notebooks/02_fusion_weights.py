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
# # What the fusion weighs
#
# Alpha of each scale over the scored test frames, by label and species, for the cells of a sweep
# whose fusion has weights. It is the LSTM's output as equation 2 has it, between -1 and 1 and not
# normalised, unless the sweep ran with `fusion.normalise=softmax`. Set MSFANS_SWEEP to choose a
# sweep; the newest below `runs/` is taken otherwise.

# %%
# %matplotlib inline
import os
from pathlib import Path

from IPython.display import display

from msfans.results.alpha_table import WEIGHTS, alpha_table, weighted
from msfans.results.cells import newest_sweep, swept
from msfans.results.figures.weights import fusion_weights
from msfans.results.fusion_weights import alpha_summaries, read_fusion_weights

folder = Path(os.environ.get("MSFANS_SWEEP") or newest_sweep(Path("..") / "runs"))
cells = weighted(folder, swept(folder))

# %% [markdown]
# Mean and standard deviation over frames. Frames of one video are much alike, so n overstates
# what is known; a difference between kinds is worth a look where it is large against the spread.

# %%
alpha_table(folder, cells).round(4)

# %% [markdown]
# Median over scale; thick: the middle half of the frames, thin: 5 to 95 %.

# %%
for cell in cells:
    print(cell.folder)
    display(fusion_weights(alpha_summaries(read_fusion_weights(folder / cell.folder / WEIGHTS))))
