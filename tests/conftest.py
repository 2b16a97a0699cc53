"""What tests share: the real catalogue, and the whole system running once."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from search_index.engines.settings import ElasticsearchSettings
from tools.elasticsearch import NoServer, elasticsearch
from tools.system import NotReady, System, start_system, stop, wait_until_ready

ROOT = Path(__file__).resolve().parent.parent
TEST_HOME = ROOT / "var" / "test"
# Tests never touch the database, index or models of the person at the desk.
os.environ["ASSISTANT_HOME"] = str(TEST_HOME)
# Nor do they build in a cluster that the environment names.
os.environ["SEARCH_URL"] = "embedded:"
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")

ON_CI = os.environ.get("CI") == "true"
NO_SHARED_DATA = "no shared data"


@pytest.fixture(scope="session")
def catalogue() -> Path:
    """The catalogue's folder."""
    return ROOT / "catalogue"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The founders' data folder; tests that read it are left out without it."""
    folder = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"{NO_SHARED_DATA} in {folder} (SHARED_DATA)")
    return folder


@pytest.fixture(scope="session")
def language(catalogue):
    from search_index.language import load_language

    return load_language(catalogue / "language")


@pytest.fixture(scope="session")
def procedures(catalogue):
    """All records of the starter catalogue."""
    from search_index.catalogue_files import load_procedures

    return load_procedures(catalogue / "procedures")


@pytest.fixture(scope="session")
def phrasings(catalogue, procedures):
    """Questions in citizens' words, by procedure id."""
    from search_index.phrasings import load_phrasings

    return load_phrasings(catalogue / "phrasings", procedures).by_id


@pytest.fixture(scope="session")
def index(tmp_path_factory, procedures, phrasings, language):
    """The whole catalogue, indexed with its phrasings."""
    from search_index.builds import build_index, load

    folder = tmp_path_factory.mktemp("index")
    return load(build_index(procedures, phrasings, folder, language), language)


@pytest.fixture(scope="session")
def cluster() -> Iterator[ElasticsearchSettings]:
    """A real Elasticsearch of one node, started once."""
    with contextlib.ExitStack() as running:
        try:
            nodes = running.enter_context(elasticsearch())
        except NoServer as exc:
            pytest.skip(str(exc))
        yield ElasticsearchSettings((f"http://127.0.0.1:{nodes[0].port}",))


@pytest.fixture(scope="session")
def wording(catalogue):
    from actions.wording import load_wording

    return load_wording(catalogue / "wording.yml", "1900 000000")


@pytest.fixture(scope="session")
def system() -> Iterator[System]:
    """The whole system on free ports, with a fresh database; models are kept."""
    TEST_HOME.mkdir(parents=True, exist_ok=True)
    for left in TEST_HOME.glob("assistant.db*"):
        left.unlink()
    shutil.rmtree(TEST_HOME / "index", ignore_errors=True)
    log = TEST_HOME / "system.log"
    process, running = start_system(TEST_HOME, log)
    try:
        try:
            wait_until_ready(process, running, log)
        except NotReady as exc:
            pytest.fail(str(exc))
        yield running
    finally:
        stop(process)


@pytest.fixture(scope="session")
def ask(system):
    """Ask the running Rasa as the worker does; returns (ms, Result)."""
    from server.jsonl import Line

    asker, http = _asker(system)

    def one(text: str, conversation: str | None = None):
        return asker.ask(Line("1", text, conversation))[1]

    yield one
    http.close()


def _asker(system):
    from bot.gateway.rasa_client import RasaClient
    from server.management.commands.ask import Asker
    from server.secrets import load_or_create

    http = httpx.Client(
        base_url=f"http://127.0.0.1:{system.ports['RASA_PORT']}", timeout=15
    )
    token = load_or_create(system.home)["RASA_CHANNEL_TOKEN"]
    return Asker(RasaClient(http, token)), http


LEFT_OUT: list[str] = []


def pytest_configure(config):
    config.left_out = LEFT_OUT


def pytest_runtest_logreport(report):
    """Remember what was left out; under CI nothing may be."""
    if report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        LEFT_OUT.append(f"{report.nodeid}: {reason}")


def pytest_terminal_summary(terminalreporter):
    """End with what was left out, so that nobody takes it for tested."""
    if LEFT_OUT:
        terminalreporter.section("left out on this machine")
        for line in LEFT_OUT:
            terminalreporter.write_line(line)


def pytest_sessionfinish(session, exitstatus):
    """A part that is missing under CI is a failure; data that is not ours may be."""
    missing = [line for line in LEFT_OUT if NO_SHARED_DATA not in line]
    if ON_CI and missing and exitstatus == 0:
        session.exitstatus = 1
