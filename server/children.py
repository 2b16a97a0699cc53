"""The processes of the assistant: how each is started, and when it is ready."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
from django.conf import settings

from server.build import QUIET, model_file


@dataclass(frozen=True)
class Child:
    """One process: its command line, its port and the address that says it works."""

    name: str
    command: str
    port: int | None
    health_url: str | None

    def is_ready(self) -> bool:
        """Tell whether the process answers; one without an address counts as ready."""
        if self.health_url is None:
            return True
        try:
            return httpx.get(self.health_url, timeout=2.0).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False


def environment() -> dict[str, str]:
    """Return the environment that all children share."""
    return {
        **os.environ,
        **QUIET,
        "PYTHONPATH": str(settings.BASE_DIR),
        "ASSISTANT_HOME": str(settings.ASSISTANT_HOME),
        "CATALOGUE_DIR": str(settings.CATALOGUE_DIR),
        "INDEX_DIR": str(settings.INDEX_DIR),
        "ENCODER_DIR": str(settings.ENCODER_DIR),
        "SEARCH_URL": settings.SEARCH_URL,
        "ELASTICSEARCH_API_KEY": settings.ELASTICSEARCH_API_KEY,
        "ELASTICSEARCH_CA_CERTS": settings.ELASTICSEARCH_CA_CERTS,
        "HOTLINE": settings.HOTLINE,
        "ACTIONS_URL": settings.ACTIONS_URL,
        "CENTRE_API_URL": centre_api_url(),
        "RASA_CHANNEL_TOKEN": settings.RASA_CHANNEL_TOKEN,
        "SANIC_HOST": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "server.settings",
    }


def centre_api_url() -> str:
    """Return the Centre's API, or the sandbox where none is set."""
    return settings.CENTRE_API_URL or f"http://127.0.0.1:{settings.SANDBOX_PORT}"


def rasa() -> Child:
    """Return Rasa with the model of the present inputs."""
    port = settings.RASA_PORT
    model = model_file(settings.BASE_DIR, settings.MODELS_DIR)
    return Child(
        "rasa",
        _python(
            f"-m rasa run -m {shlex.quote(str(model))} -i 127.0.0.1 -p {port}"
            " --credentials credentials.yml --endpoints endpoints.yml"
        ),
        port,
        f"http://127.0.0.1:{port}/webhooks/assistant/",
    )


def actions() -> Child:
    """Return the action server."""
    port = settings.ACTIONS_PORT
    return Child(
        "actions",
        _python(f"-m rasa_sdk --actions actions --port {port}"),
        port,
        f"http://127.0.0.1:{port}/health",
    )


def sandbox() -> Child | None:
    """Return the sandbox of the centre API, or None where a real one is set."""
    if settings.CENTRE_API_URL:
        return None
    port = settings.SANDBOX_PORT
    return Child(
        "sandbox",
        _python(
            f"-m uvicorn sandbox.app:app --host 127.0.0.1 --port {port}"
            " --ws none --log-level warning"
        ),
        port,
        f"http://127.0.0.1:{port}/health",
    )


def web() -> Child:
    """Return the web process."""
    host, port = settings.WEB_HOST, settings.WEB_PORT
    return Child(
        "web",
        _python(
            f"-m uvicorn server.asgi:application --host {host} --port {port}"
            " --ws none --no-server-header --log-level warning"
            " --timeout-graceful-shutdown 3"
        ),
        port,
        f"http://127.0.0.1:{port}/healthz",
    )


def worker() -> Child:
    """Return the worker; the web process reports its heartbeat."""
    return Child("worker", _python("manage.py work"), None, None)


def everything() -> list[Child]:
    """Return all processes, those that others ask first."""
    first: list[Callable[[], Child | None]] = [sandbox, actions, rasa, worker, web]
    return [child for make in first if (child := make()) is not None]


def _python(arguments: str) -> str:
    # `exec`, so that the process that is watched is Python, not a shell around it.
    return f"exec {shlex.quote(sys.executable)} {arguments}"


ROOT: Path = settings.BASE_DIR
