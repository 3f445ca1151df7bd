"""Faces with what was said of them. Whoever draws this keeps it on the machine of the corpus."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

from msfans.results.figures.style import WIDTH_IN, styled

COLUMNS = 6


@styled
def face_sheet(frames: pd.DataFrame, patches: Sequence[NDArray[np.uint8]]) -> Figure:
    """A picture for each row of `frames`, with score, species and place of the frame above it."""
    n_rows = -(-len(patches) // COLUMNS)
    figure = Figure(figsize=(WIDTH_IN, 1.75 * n_rows), layout="constrained")
    panels = figure.subplots(n_rows, COLUMNS, squeeze=False).ravel()
    for axes in panels:
        axes.set_axis_off()
    for axes, patch, frame in zip(panels, patches, frames.to_dict("records"), strict=False):
        axes.imshow(patch)
        said = f"{frame['score']:.3f} {frame['pai_species']}".strip()
        place = f"{frame['clip']}\nframe {frame['frame']}"
        axes.set_title(f"{said}\n{place}", fontsize=5, loc="center")
    return figure
