"""The calibration curves as a picture: what is believed against what is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.figure import Figure

BLUE, ORANGE, GREY = "#1f5f99", "#c65d12", "#b9c4d0"
Curve = Sequence[tuple[float, float, int]]


def draw_calibration(curves: Mapping[str, Curve], file: Path) -> None:
    """Draw each of *curves* (name to its bins) into *file*, a PNG."""
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1)
    for (name, curve), colour in zip(curves.items(), (BLUE, ORANGE), strict=False):
        believed = [p for p, _, _ in curve]
        right = [r for _, r, _ in curve]
        axes.plot(believed, right, marker="o", color=colour, label=name)
        for p, r, count in curve:
            axes.annotate(str(count), (p, r), fontsize=7, xytext=(3, -9),
                          textcoords="offset points", color=colour)  # fmt: skip
    axes.set_xlabel("probability given")
    axes.set_ylabel("share right")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, dpi=120)
