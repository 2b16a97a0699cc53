"""The chart on the page of figures, drawn when the index is built.

Drawing takes a library of 50 MB in memory: the web process only hands the file out.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

import matplotlib as mpl
from matplotlib.figure import Figure

SECTORS_SHOWN = 12
LONGEST_LABEL = 34
BLUE, GREY = "#1f5f99", "#b9c4d0"

mpl.rcParams["svg.fonttype"] = "none"  # text stays text: selectable, small


def sectors_chart(counts_by_sector: Mapping[str, int]) -> bytes:
    """Return bars of the sectors with most procedures, as SVG."""
    shown = list(counts_by_sector.items())[:SECTORS_SHOWN][::-1]
    labels = [_short(name) for name, _ in shown]
    counts = [count for _, count in shown]
    figure = Figure(figsize=(7, 0.36 * len(shown) + 0.5), layout="constrained")
    axes = figure.add_subplot()
    bars = axes.barh(labels, counts, color=BLUE)
    axes.bar_label(bars, padding=3)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.spines["left"].set_color(GREY)
    axes.set_xticks([])
    axes.tick_params(left=False)
    axes.margins(x=0.1)
    out = io.BytesIO()
    figure.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()


def _short(text: str) -> str:
    if len(text) <= LONGEST_LABEL:
        return text
    return text[:LONGEST_LABEL].rsplit(" ", 1)[0] + " …"
