"""The spreadsheet template, to download: what clerks fill in for an import."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from search_index.importers.decision_template import write_template
from search_index.importers.words import load_import_words

NAME = "mau-quyet-dinh-cong-bo.xlsx"


@require_safe
def import_template(request: HttpRequest) -> FileResponse:
    """Send the template as a file."""
    words = load_import_words(settings.CATALOGUE_DIR / "import.yml")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / NAME
        write_template(file, words)
        # Open files outlive their names: the folder may go before it is sent.
        return FileResponse(file.open("rb"), as_attachment=True, filename=NAME)
