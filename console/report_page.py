"""The public page with the catalogue's figures, as the last index build wrote them."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from matplotlib.figure import Figure

from search_index.report import Report

REPORT = "report.json"
SECTORS_SHOWN = 12
LONGEST_LABEL = 34
BLUE, GREY = "#1f5f99", "#b9c4d0"

mpl.rcParams["svg.fonttype"] = "none"  # text stays text: selectable, small


def _read() -> Report:
    file = Path(settings.INDEX_DIR) / REPORT
    try:
        return msgspec.json.decode(file.read_bytes(), type=Report)
    except (OSError, msgspec.MsgspecError) as exc:
        raise Http404 from exc


@require_safe
def report_page(request: HttpRequest) -> HttpResponse:
    """Show the figures; 404 until an index was built."""
    figures = _read()
    sectors = list(figures.by_sector.items())
    return render(
        request,
        "console/report.html",
        {
            "report": figures,
            "sectors": sectors,
            "provincial": figures.centres[0],
            "communes": figures.centres[1:],
            "percent": round(100 * figures.saved.share),
            "saved_days": round(
                figures.saved.statutory_days - figures.saved.committed_days, 1
            ),
        },
    )


@require_safe
def report_chart(request: HttpRequest) -> HttpResponse:
    """Return the chart of procedures by sector as SVG."""
    figures = _read()
    pairs = tuple(figures.by_sector.items())
    return HttpResponse(_chart(pairs), content_type="image/svg+xml")


@lru_cache(maxsize=4)
def _chart(pairs: tuple[tuple[str, int], ...]) -> bytes:
    shown = pairs[:SECTORS_SHOWN][::-1]
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
