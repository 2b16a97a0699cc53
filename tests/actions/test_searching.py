"""One search for a message, beside the event loop."""

import asyncio
import threading

import pytest

from actions.searching import Searching
from search_index.builds import IndexReader, IndexUnavailable, build_index
from search_index.engine_state import EngineState


@pytest.fixture
def reader(tmp_path, procedures, language):
    build_index(procedures[:20], {}, tmp_path, language)
    return IndexReader(tmp_path, language)


@pytest.fixture
def searching(reader, tmp_path, language):
    return Searching(reader, language, EngineState(tmp_path))


def test_an_action_that_hands_on_searches_once(
    reader, searching, procedures, monkeypatch
):
    """The next action gets the same answer, and the event loop never searches."""
    index, threads = reader.get(), []
    search = index.search

    def counted(question):
        threads.append(threading.current_thread())
        return search(question)

    monkeypatch.setattr(index, "search", counted)

    first = asyncio.run(searching.search(procedures[0].name))
    again = asyncio.run(searching.search(procedures[0].name))

    assert first is again
    assert first.found[0].procedure == procedures[0]
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()


def test_a_new_index_is_asked_anew(searching, tmp_path, procedures, language):
    """What was found in the old build is not told of the new one."""
    name = procedures[0].name
    asyncio.run(searching.search(name))
    build_index(procedures[1:20], {}, tmp_path, language)

    found = asyncio.run(searching.search(name)).found

    assert procedures[0].id not in {hit.procedure.id for hit in found}


def test_no_index(tmp_path, language):
    """It is said, not hidden."""
    nothing = Searching(
        IndexReader(tmp_path, language), language, EngineState(tmp_path)
    )

    with pytest.raises(IndexUnavailable):
        asyncio.run(nothing.search("khai sinh"))
