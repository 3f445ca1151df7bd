"""Score histograms: one row a kind of presentation, the threshold across all of them."""

import numpy as np
from matplotlib.figure import Figure

from msfans.metrics.presentations import Presentations
from msfans.metrics.rates import Rates
from msfans.results.figures.style import BONA_FIDE, INK, WIDTH_IN, looks, styled
from msfans.results.rate_text import percent

N_BINS = 50


@styled
def histograms(tested: Presentations, *, marked: Rates, marked_as: str) -> Figure:
    """Share of each kind's scores in `N_BINS` bins; what lies on the wrong side is told."""
    kinds = {"bona fide": tested.bona_fide}
    kinds |= {name: scores for name, scores in tested.attack_by_species.items() if len(scores)}
    wrong = {"bona fide": f"{percent(marked.bpcer)} rejected"}
    wrong |= {name: f"{percent(rate)} accepted" for name, rate in marked.known_apcer.items()}
    colours = {name: look.colour for name, look in looks(tested.species).items()}
    everything = np.concatenate(list(kinds.values()))
    edges = np.histogram_bin_edges(everything, bins=N_BINS)
    figure = Figure(figsize=(WIDTH_IN, 0.7 + 1.05 * len(kinds)), layout="constrained")
    rows = figure.subplots(len(kinds), sharex=True, squeeze=False)[:, 0]
    for axes, (name, scores) in zip(rows, kinds.items(), strict=True):
        share_b = np.histogram(scores, edges)[0] / len(scores)
        axes.stairs(100 * share_b, edges, fill=True, color=colours.get(name, BONA_FIDE), alpha=0.85)
        axes.axvline(marked.threshold, color=INK, linewidth=1.2)
        axes.set_title(f"{name} (n = {len(scores)}, {wrong[name]})", fontweight="normal")
        axes.set_ylabel("%")
    rows[-1].set_xlabel(f"score, higher is more bona fide; line: {marked_as}")
    return figure
