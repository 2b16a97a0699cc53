"""`/healthz` tells who answers searches, and does not take the snapshot for a fault."""

import datetime

import pytest

from bot.gateway.health import health_report
from search_index.engine_state import EngineState, told_state

NOW = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)


@pytest.mark.django_db
def test_notes_tell_who_searches(settings, tmp_path):
    """Nothing is told before the first look; then the last word counts."""
    settings.INDEX_DIR = tmp_path
    before = health_report(NOW)
    EngineState(tmp_path).tell("snapshot: no connection")
    after = health_report(NOW)

    assert before["notes"] == {"search": None}
    assert after["notes"] == {"search": "snapshot: no connection"}
    assert after["parts"] == before["parts"]


def test_only_news_is_written(tmp_path):
    """A search does not write a file each time; a new word replaces the old one."""
    state = EngineState(tmp_path)
    state.tell("elasticsearch")
    (tmp_path / "engine.state").unlink()
    state.tell("elasticsearch")
    assert told_state(tmp_path) is None

    state.tell("snapshot: no connection")

    assert told_state(tmp_path) == "snapshot: no connection"
    assert [file.name for file in tmp_path.iterdir()] == ["engine.state"]


def test_a_folder_that_cannot_be_written_fails_nothing(tmp_path):
    """An answer matters more than telling who found it."""
    EngineState(tmp_path / "missing").tell("elasticsearch")

    assert told_state(tmp_path / "missing") is None
