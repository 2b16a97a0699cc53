"""The public page with the catalogue's figures, as the last index build wrote them."""

from __future__ import annotations

from pathlib import Path

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search_index.report import CHART, REPORT, Report


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
    try:
        content = (Path(settings.INDEX_DIR) / CHART).read_bytes()
    except OSError as exc:
        raise Http404 from exc
    return HttpResponse(content, content_type="image/svg+xml")
