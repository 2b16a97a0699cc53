"""The sentences around the facts, from `catalogue/wording.yml`."""

from __future__ import annotations

import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from search_index.catalogue_files import CatalogueError, load_yaml

# What a template may ask for; see the calls in replies.py.
KNOWN = frozenset(
    {"hotline", "caution", "name", "count", "form", "condition", "amount", "unit"}
    | {"set_by", "basis", "agency", "methods", "url", "number", "issuer", "date"}
    | {"asked_by", "tail", "status", "text", "method", "code"}
)


class Wording:
    """Sentence templates by dotted name: `wording("fee.amount", amount="8.000")`."""

    def __init__(self, templates: Mapping[str, str], hotline: str) -> None:
        """Serve *templates*; *hotline* fills `{hotline}` everywhere."""
        self._templates = templates
        self.hotline = hotline

    def __call__(self, key: str, **values: object) -> str:
        """Return the sentence *key* with *values* filled in.

        Raises:
            KeyError: if there is no such sentence: a mistake in our code.
        """
        return self._templates[key].format(hotline=self.hotline, **values)


def load_wording(file: Path, hotline: str) -> Wording:
    """Read the templates.

    Raises:
        CatalogueError: if one is not a text or asks for an unknown name.
    """
    templates: dict[str, str] = {}
    _flatten(file, load_yaml(file), "", templates)
    for key, template in templates.items():
        names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
        if not names <= KNOWN:
            raise CatalogueError(file, f"unknown names {names - KNOWN}", field=key)
    return Wording(templates, hotline)


def _flatten(file: Path, content: Any, path: str, into: dict[str, str]) -> None:
    if isinstance(content, dict):
        for key, value in content.items():
            _flatten(file, value, f"{path}.{key}" if path else str(key), into)
    elif isinstance(content, str):
        into[path] = content
    else:
        raise CatalogueError(file, "must be a text", field=path)
