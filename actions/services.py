"""The composition root of the action server: what actions need, built once at start.

A missing setting or a broken file stops the server with a clear error, not a
citizen's conversation.
"""

from __future__ import annotations

import contextlib
import logging
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx

from actions.centre_api import DossierClient
from actions.searching import Searching
from actions.wording import Wording, load_wording
from search_index.answerable import answerable_or_none
from search_index.builds import IndexReader, IndexUnavailable
from search_index.encoder import encoder_or_none
from search_index.engine_state import EngineState
from search_index.engines.settings import search_settings
from search_index.language import load_language

CENTRE_TIMEOUT_SECONDS = 4.0


@dataclass(frozen=True)
class Services:
    """What actions work with."""

    searching: Searching
    wording: Wording
    dossiers: DossierClient


@cache
def services() -> Services:
    """Return the services of this process, built from the environment.

    Raises:
        KeyError: if a setting is missing (.env.example lists them).
        BadSearchSettings: if SEARCH_URL names no engine.
        CatalogueError: if a file of the catalogue's language is wrong.
    """
    # httpx logs each address it asks, and ours hold dossier codes.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    catalogue = Path(os.environ["CATALOGUE_DIR"])
    language = load_language(catalogue / "language")
    folder = Path(os.environ["INDEX_DIR"])
    encoder = encoder_or_none(Path(os.environ["ENCODER_DIR"]))
    cluster = search_settings(
        os.environ["SEARCH_URL"],
        os.environ["ELASTICSEARCH_API_KEY"],
        os.environ["ELASTICSEARCH_CA_CERTS"],
    )
    index = IndexReader(
        folder,
        language,
        encoder,
        cluster,
        answerable_or_none(Path(os.environ["ENCODER_DIR"])),
    )
    engine_state = EngineState(folder)
    # Told before anybody asks; a missing index is told to who asks first.
    with contextlib.suppress(IndexUnavailable):
        in_service = index.get()
        in_service.try_engine()
        engine_state.tell(in_service.state())
    return Services(
        searching=Searching(index, language, engine_state),
        wording=load_wording(catalogue / "wording.yml", os.environ["HOTLINE"]),
        dossiers=DossierClient(
            httpx.AsyncClient(
                base_url=os.environ["CENTRE_API_URL"], timeout=CENTRE_TIMEOUT_SECONDS
            )
        ),
    )
