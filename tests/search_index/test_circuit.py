"""An engine that fails is left alone, then tried by one search at a time."""

import threading

import pytest

from search_index.engines.base import (
    Candidates,
    EngineUnavailable,
    Query,
    QueryRefused,
    Ranked,
)
from search_index.engines.circuit import Circuit

ANSWER = Candidates(Ranked.nothing(), Ranked.nothing())


class Moody:
    """An engine that answers or fails as it is told."""

    size = 1

    def __init__(self):
        self.asked = 0
        self.failure = None

    def search(self, query, depth):
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return ANSWER


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def moody():
    return Moody()


@pytest.fixture
def clock():
    return Clock()


def ask(circuit):
    try:
        return circuit.search(Query({}), 1)
    except EngineUnavailable as exc:
        return str(exc)


def test_a_failure_is_asked_again_only_after_a_while(moody, clock):
    """For five seconds nobody waits for it; afterwards it is tried, and may be well."""
    circuit = Circuit(moody, 5, clock)
    moody.failure = EngineUnavailable("down")
    said = [ask(circuit), ask(circuit)]
    clock.now = 4.9
    said.append(ask(circuit))
    assert (said, moody.asked, circuit.failure) == (["down"] * 3, 1, "down")

    moody.failure, clock.now = None, 5.1

    assert ask(circuit) is ANSWER
    assert ask(circuit) is ANSWER
    assert (moody.asked, circuit.failure) == (3, None)


def test_a_refused_query_keeps_nobody_else_from_asking(moody, clock):
    """It is told, but the next search asks at once."""
    circuit = Circuit(moody, 5, clock)
    moody.failure = QueryRefused("too many words")
    assert ask(circuit) == circuit.failure == "too many words"

    moody.failure = None

    assert ask(circuit) is ANSWER
    assert circuit.failure is None


def test_only_one_tries(clock):
    """While one search waits for an engine that hangs, the others do not."""
    started, may_end = threading.Event(), threading.Event()

    class Hanging(Moody):
        def search(self, query, depth):
            if self.asked:
                started.set()
                may_end.wait(10)
            return super().search(query, depth)

    engine = Hanging()
    circuit = Circuit(engine, 5, clock)
    engine.failure = EngineUnavailable("hangs")
    ask(circuit)
    clock.now = 6.0
    one = threading.Thread(target=ask, args=(circuit,))
    one.start()
    started.wait(10)

    assert [ask(circuit) for _ in range(3)] == ["hangs"] * 3
    may_end.set()
    one.join()
    assert engine.asked == 2
