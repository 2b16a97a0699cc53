"""One contract, two engines: the same rows and the same scores for the same query."""

import threading
import uuid
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from search_index.analysis import Views
from search_index.builds import build_index, load
from search_index.encoder import encoder_or_none
from search_index.engines.base import VECTOR_SIZE, Query, Ranked
from search_index.engines.elasticsearch import ElasticsearchEngine, engine_of
from search_index.engines.elasticsearch_build import ElasticsearchBuild
from search_index.engines.embedded import EmbeddedEngine

ENCODER = Path(__file__).resolve().parents[2] / "models" / "encoder"
WORDS = [f"từ{number}" for number in range(300)]


def views(words) -> Views:
    return Views(
        tuple(word.replace("ừ", "u") for word in words),
        tuple(words),
        tuple(f"{a}_{b}" for a, b in pairwise(words)),
    )


def document(name: str, wording: str):
    return {"name": views(name.split()), "wording": views(wording.split())}


def random_rows(count: int, seed: int):
    """Documents as the catalogue's: short names, wordings of very different length."""
    rng = np.random.default_rng(seed)
    rare = 1 / np.arange(1, len(WORDS) + 1)
    rare /= rare.sum()
    documents = []
    for _ in range(count):
        name = rng.choice(WORDS, rng.integers(1, 30), p=rare)
        wording = rng.choice(WORDS, rng.choice([0, 3, 39, 40, 41, 300, 2000]), p=rare)
        documents.append(document(" ".join(name), " ".join(wording)))
    vectors = rng.normal(size=(count, VECTOR_SIZE)).astype(np.float32)
    return documents, vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def build_of() -> str:
    return f"20261124T120000-{uuid.uuid4().hex[:8]}"


def in_cluster(cluster, folder, documents, vectors=None):
    """Build *documents* in the cluster; return the engine that searches there."""
    snapshot = EmbeddedEngine.build(documents, vectors)
    ElasticsearchBuild(cluster, build_of()).create(documents, vectors, snapshot, folder)
    return engine_of(folder, cluster)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("engines")


ENGINES = [
    "embedded",
    pytest.param("elasticsearch", marks=pytest.mark.elasticsearch),
]


@pytest.fixture(scope="module", params=ENGINES)
def make(request, tmp_path_factory):
    """How the engine at hand is made of documents and vectors."""
    if request.param == "embedded":
        return EmbeddedEngine.build
    cluster = request.getfixturevalue("cluster")
    folder = tmp_path_factory.mktemp("made")
    return lambda documents, vectors=None: in_cluster(
        cluster, folder, documents, vectors
    )


def terms(**weights: float):
    return {"accented": weights}


def by_words(engine, depth=10, **weights) -> list[int]:
    return engine.search(Query(terms(**weights)), depth).by_words.rows.tolist()


NAMES = ["khai sinh", "khai tử", "khai sinh lại", "kết hôn", "khai tử"]


@pytest.fixture(scope="module")
def named(make):
    return make([document(name, "") for name in NAMES])


def test_size(named):
    """An engine knows how many rows it holds."""
    assert named.size == 5


def test_rows_by_score_then_by_row(named):
    """The best first; of level rows the first ones, also where the list is cut."""
    assert by_words(named, tử=1.0) == [1, 4]
    assert by_words(named, khai=1.0) == [0, 1, 4, 2]
    assert by_words(named, khai=1.0, sinh=1.0) == [0, 2, 1, 4]
    assert by_words(named, depth=2, khai=1.0) == [0, 1]


def test_weights_count(named):
    """A heavier term pulls its rows up; one without weight finds nothing."""
    assert by_words(named, khai=1.0, hôn=0.1)[-1] == 3
    assert by_words(named, khai=0.1, hôn=1.0)[0] == 3
    assert by_words(named, hôn=0.0) == []


@pytest.mark.parametrize(
    "query", [{}, {"accented": {}}, {"accented": {"lạ": 1.0}}, {"folded": {"": 1.0}}]
)
def test_nothing_asked_nothing_found(named, query):
    """No terms, unknown terms and empty terms find no row, and fail nothing."""
    found = named.search(Query(query), 10)

    assert found.by_words.rows.tolist() == found.by_vector.rows.tolist() == []


@pytest.mark.parametrize("depth", [0, 1, 3, 5, 200, 20_000])
def test_depth(named, depth):
    """Never more rows than asked for, whatever is asked for."""
    everything = by_words(named, depth=5, khai=1.0)

    assert by_words(named, depth=depth, khai=1.0) == everything[:depth]


TERMS = [
    "ếễ", "đ", "d", "𝒜", "中文", "ก็", "a b\tc", "1.001193", "163/qđ-btp", '"\\', "*",
    "x" * 300, "x" * 301, "ư" * 9_000,
]  # fmt: skip


def test_terms_are_taken_as_they_are(make):
    """No engine analyses, cuts or folds a term: what was stored is what is found."""
    engine = make(
        [
            {"name": Views((term,), (), ()), "wording": Views((), (), ())}
            for term in TERMS
        ]
    )
    found = [
        engine.search(Query({"folded": {term: 1.0}}), 10).by_words.rows.tolist()
        for term in TERMS
    ]

    assert found == [[row] for row in range(len(TERMS))]


def test_a_row_without_any_term(make):
    """It is a row all the same, and never found by words."""
    engine = make([document("", ""), document("khai sinh", "")])

    assert engine.size == 2
    assert by_words(engine, khai=1.0) == [1]


def test_nearest_vectors(make):
    """The largest cosines first, also negative ones; level rows by row."""
    vectors = np.zeros((5, VECTOR_SIZE), np.float32)
    vectors[[0, 1, 2, 3, 4], [0, 1, 0, 1, 0]] = [-1, 1, 1, 1, 1]
    asked = np.zeros(VECTOR_SIZE, np.float32)
    asked[[0, 1]] = 0.6, 0.8
    engine = make([document(name, "") for name in NAMES], vectors)

    found = engine.search(Query({}, asked), 10).by_vector
    cut = engine.search(Query({}, asked), 3).by_vector

    assert found.rows.tolist() == [1, 3, 2, 4, 0]
    assert np.allclose(found.scores, [0.8, 0.8, 0.6, 0.6, -0.6], atol=1e-6)
    assert cut.rows.tolist() == [1, 3, 2]


def test_no_vectors(named):
    """An index without vectors is searched by words alone."""
    asked = np.ones(VECTOR_SIZE, np.float32) / np.sqrt(VECTOR_SIZE)
    found = named.search(Query(terms(khai=1.0), asked.astype(np.float32)), 10)

    assert len(found.by_words.rows) == 4
    assert found.by_vector.rows.tolist() == []


def test_searches_at_once(make):
    """Threads do not disturb each other."""
    documents, vectors = random_rows(60, 3)
    engine = make(documents, vectors)
    queries = [
        Query({"accented": {WORDS[number]: 1.0}}, vectors[number])
        for number in range(24)
    ]
    alone = [engine.search(query, 10) for query in queries]
    together = [None] * len(queries)

    def search(start: int) -> None:
        for place in range(start, len(queries), 4):
            together[place] = engine.search(queries[place], 10)

    threads = [threading.Thread(target=search, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for one, other in zip(alone, together, strict=True):
        assert_same(one.by_words, other.by_words)
        assert_same(one.by_vector, other.by_vector)


def assert_same(one: Ranked, other: Ranked) -> None:
    """Same scores, place by place; rows change places only where they are level."""
    assert len(one.rows) == len(other.rows)
    assert np.allclose(one.scores, other.scores, rtol=1e-4, atol=1e-6)
    scores = dict(zip(one.rows.tolist(), one.scores.tolist(), strict=True))
    for row, score in zip(other.rows.tolist(), other.scores.tolist(), strict=True):
        assert scores.get(row, one.scores[-1]) == pytest.approx(
            score, rel=1e-4, abs=1e-6
        )


@pytest.mark.elasticsearch
def test_the_same_scores(cluster, tmp_path):
    """Rows, scores and cosines are the same, for texts of a word and of 2,000."""
    documents, vectors = random_rows(250, 7)
    one = EmbeddedEngine.build(documents, vectors)
    other = in_cluster(cluster, tmp_path, documents, vectors)
    assert isinstance(other, ElasticsearchEngine)
    rng = np.random.default_rng(11)
    for number in range(100):
        asked = views(list(rng.choice(WORDS, 8)))
        weights = rng.choice([0.5, 1.0, 1.5, 3.0], 8)
        query = Query(
            {
                view: dict(zip(getattr(asked, view), weights, strict=False))
                for view in ("folded", "accented", "pairs")
            },
            vectors[number],
        )
        here, there = (engine.search(query, 50) for engine in (one, other))
        assert_same(here.by_words, there.by_words)
        assert_same(here.by_vector, there.by_vector)


@pytest.fixture(scope="module")
def both(cluster, folder, procedures, phrasings, language):
    """The starter catalogue, searched in the cluster and in the snapshot of it.

    With vectors where an encoder is installed.
    """
    encoder = encoder_or_none(ENCODER)
    build = build_index(procedures, phrasings, folder, language, encoder, cluster)
    return load(build, language, encoder, cluster), load(build, language, encoder)


def ids(found):
    return [hit.procedure.id for hit in found]


@pytest.mark.elasticsearch
def test_the_starter_catalogue_by_its_aliases(both, procedures):
    """For each name and alias the first ten are the same procedures."""
    there, here = both
    asked = [text for p in procedures for text in (p.name, *p.aliases)]
    different = [
        text for text in asked if ids(there.search(text)) != ids(here.search(text))
    ]

    assert different == []
    assert there.engine_state() == "elasticsearch"


@pytest.mark.elasticsearch
def test_the_starter_catalogue_by_phrasings(both, phrasings):
    """For 200 questions in citizens' words, too, and with the same scores."""
    there, here = both
    asked = [text for texts in phrasings.values() for text in texts]
    for text in asked[:: len(asked) // 200][:200]:
        one, other = (index.search(text) for index in (here, there))
        assert ids(one) == ids(other), text
        assert [hit.score for hit in one] == pytest.approx(
            [hit.score for hit in other], rel=1e-4
        )
    assert there.engine_state() == "elasticsearch"
