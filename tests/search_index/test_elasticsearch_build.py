"""Indexes in a cluster: built beside the old one, switched whole, cleaned up after."""

import dataclasses
import uuid

import numpy as np
import pytest

from search_index.analysis import Views
from search_index.builds import IndexReader, build_index
from search_index.engines import elasticsearch_build
from search_index.engines.base import VECTOR_SIZE, IndexNotBuilt
from search_index.engines.elasticsearch_build import ElasticsearchBuild
from search_index.engines.elasticsearch_client import connect
from search_index.engines.embedded import EmbeddedEngine
from search_index.engines.settings import search_settings
from search_index.procedure import Case, Procedure
from tests.search_index.elasticsearch_doubles import closed_port, fake

BLANK = Views((), (), ())
DOCUMENTS = [
    {"name": Views((word,), (word,), ()), "wording": BLANK}
    for word in ("khai", "sinh", "khai")
]
OLD, NEW = "20261124T110000-aaaaaaaa", "20261124T120000-bbbbbbbb"


def procedure(id_: str, name: str) -> Procedure:
    return Procedure(
        id=id_, name=name, sector="Hộ tịch", agency="UBND cấp xã",
        levels=("commune",), cases=(Case(id="chung", label="Chung"),),
    )  # fmt: skip


BIRTH = procedure("khai-sinh", "Đăng ký khai sinh")
DEATH = procedure("khai-tu", "Đăng ký khai tử")


@pytest.fixture
def mine(cluster):
    """The cluster, with a prefix that no other test uses."""
    return dataclasses.replace(cluster, prefix=f"t{uuid.uuid4().hex[:8]}")


@pytest.fixture
def client(mine):
    return connect(mine)


def indexes(client, prefix: str) -> list[str]:
    return sorted(client.indices.get_settings(index=f"{prefix}-*").body)


def target(client, prefix: str) -> list[str]:
    return list(client.indices.get_alias(name=prefix).body)


def make(
    settings, build: str, folder, documents=DOCUMENTS, vectors=None, snapshot=None
):
    made = ElasticsearchBuild(settings, build)
    snapshot = snapshot or EmbeddedEngine.build(documents, vectors)
    made.create(documents, vectors, snapshot, folder)
    return made


@pytest.mark.elasticsearch
def test_the_two_newest_are_kept(mine, client, tmp_path, language):
    """The alias names the newest; the one before stays for who still searches it."""
    builds = [
        build_index([BIRTH], {}, tmp_path, language, cluster=mine) for _ in range(4)
    ]
    names = [f"{mine.prefix}-v1-{build.name.lower()}" for build in builds]

    assert indexes(client, mine.prefix) == sorted(names[2:])
    assert target(client, mine.prefix) == names[3:]


@pytest.mark.elasticsearch
def test_nothing_but_scoring_is_in_the_index(mine, client, tmp_path):
    """No record and no source lies in the cluster; unknown fields are refused."""
    name = make(mine, NEW, tmp_path).index
    mappings = client.indices.get_mapping(index=name)[name]["mappings"]

    assert mappings["_source"] == {"enabled": False}
    assert mappings["dynamic"] == "strict"
    assert sorted(mappings["properties"]) == [
        "name_accented", "name_folded", "name_pairs", "row", "vector",
        "wording_accented", "wording_folded", "wording_pairs",
    ]  # fmt: skip
    assert mappings["_meta"] == {"version": 1, "build": NEW, "rows": 3}


@pytest.mark.elasticsearch
@pytest.mark.parametrize("replicas", [None, 0, 2])
def test_replicas(mine, client, tmp_path, monkeypatch, replicas):
    """As many as asked for; one that has no node yet keeps nothing from serving."""
    monkeypatch.setattr(elasticsearch_build, "REPLICA_SECONDS", 1)
    made = make(dataclasses.replace(mine, replicas=replicas), NEW, tmp_path)
    told = client.indices.get_settings(index=made.index)[made.index]["settings"][
        "index"
    ]

    assert told["number_of_shards"] == "1"
    assert told["number_of_replicas"] == str(replicas or 0)
    assert told.get("auto_expand_replicas") == ("0-1" if replicas is None else None)


@pytest.mark.elasticsearch
def test_after_a_build_that_died(mine, client, tmp_path):
    """Left-overs are no obstacle: one of the same name is made anew, older ones go."""
    make(mine, OLD, tmp_path, DOCUMENTS[:1])
    make(mine, NEW, tmp_path, DOCUMENTS[:1])
    made = make(mine, NEW, tmp_path)
    made.put_in_service()
    made.drop_others()

    assert indexes(client, mine.prefix) == [made.index]
    assert client.count(index=made.index)["count"] == 3


@pytest.mark.elasticsearch
def test_what_is_not_ours_is_never_touched(mine, client, tmp_path):
    """Another mapping version, another prefix, a newer build: all are left alone."""
    prefix = mine.prefix
    others = [
        f"{prefix}-v0-20251124t110000-aaaaaaaa",
        f"{prefix}-v1-x-v1-20251124t110000-aaaaaaaa",
        f"{prefix}-v1-20991124t110000-aaaaaaaa",
        f"{prefix}-v1-notes",
    ]
    for name in others:
        client.indices.create(index=name)
    client.indices.put_alias(index=others[0], name=prefix)
    made = make(mine, NEW, tmp_path)
    made.put_in_service()
    made.drop_others()

    assert indexes(client, prefix) == sorted([*others, made.index])
    assert target(client, prefix) == [made.index]


@pytest.mark.elasticsearch
def test_an_index_where_the_alias_belongs(mine, client, tmp_path):
    """Somebody else's index of that name is neither searched nor replaced."""
    client.indices.create(index=mine.prefix)

    with pytest.raises(IndexNotBuilt, match="is an index there, not an alias"):
        make(mine, NEW, tmp_path)


@pytest.mark.elasticsearch
def test_a_cluster_without_a_place(mine, client, tmp_path, monkeypatch):
    """No node takes the index: told as red, after a while, and nothing is left."""
    monkeypatch.setattr(elasticsearch_build, "SHARD_SECONDS", 1)
    place = "cluster.routing.allocation.enable"
    client.cluster.put_settings(persistent={place: "none"})
    try:
        with pytest.raises(IndexNotBuilt, match="the cluster is red"):
            make(mine, NEW, tmp_path)
    finally:
        client.cluster.put_settings(persistent={place: None})


@pytest.mark.elasticsearch
def test_a_full_disk(mine, client, tmp_path, language):
    """The cluster has blocked writing: said so, and the old index stays in service."""
    build_index([BIRTH], {}, tmp_path, language, cluster=mine)
    before = target(client, mine.prefix)
    block = "cluster.blocks.read_only_allow_delete"
    client.cluster.put_settings(persistent={block: True})
    try:
        with pytest.raises(IndexNotBuilt, match="a full disk"):
            build_index([BIRTH, DEATH], {}, tmp_path, language, cluster=mine)
    finally:
        client.cluster.put_settings(persistent={block: None})

    assert target(client, mine.prefix) == before == indexes(client, mine.prefix)
    index = IndexReader(tmp_path, language, None, mine).get()
    assert index.search("khai sinh")[0].procedure == BIRTH
    assert index.engine_state() == "elasticsearch"


@pytest.mark.elasticsearch
def test_a_row_that_is_refused(mine, tmp_path):
    """The first one is named; a term as long as a book is no term."""
    huge = {"name": Views(("x" * 40_000,), (), ()), "wording": BLANK}

    with pytest.raises(IndexNotBuilt, match="row 1: error 400"):
        make(mine, NEW, tmp_path, [DOCUMENTS[0], huge])


@pytest.mark.elasticsearch
@pytest.mark.parametrize("part", ["words", "vectors"])
def test_another_ranking_is_refused(mine, tmp_path, part):
    """An index that ranks otherwise than its snapshot never comes into service."""
    vectors = np.eye(3, VECTOR_SIZE, dtype=np.float32)
    other = {
        "words": EmbeddedEngine.build(DOCUMENTS[::-1] * 2, vectors[[2, 1, 0] * 2]),
        "vectors": EmbeddedEngine.build(DOCUMENTS, vectors[[1, 0, 2]]),
    }

    with pytest.raises(IndexNotBuilt, match="ranks otherwise"):
        make(mine, NEW, tmp_path, DOCUMENTS, vectors, other[part])


@pytest.mark.elasticsearch
def test_a_failed_build_leaves_nothing(mine, client, tmp_path, language, monkeypatch):
    """Neither a folder nor an index, and both links point where they pointed."""
    build_index([BIRTH], {}, tmp_path, language, cluster=mine)
    folders, names = sorted(tmp_path.iterdir()), indexes(client, mine.prefix)
    monkeypatch.setattr(ElasticsearchBuild, "put_in_service", refuse)

    with pytest.raises(IndexNotBuilt):
        build_index([BIRTH, DEATH], {}, tmp_path, language, cluster=mine)

    assert sorted(tmp_path.iterdir()) == folders
    assert indexes(client, mine.prefix) == names == target(client, mine.prefix)


def refuse(_self):
    raise IndexNotBuilt("no")


@pytest.mark.parametrize(
    ("status", "expected"), [(401, "API key"), (403, "API key"), (503, "red")]
)
def test_a_wrong_key(tmp_path, language, status, expected):
    """The build stops with one sentence; the old index stays in service."""
    old = build_index([BIRTH], {}, tmp_path, language)
    with fake(status) as server:
        wrong = search_settings(f"elasticsearch://{server.host}", "hunter2")
        with pytest.raises(IndexNotBuilt, match=expected) as caught:
            build_index([DEATH], {}, tmp_path, language, cluster=wrong)

    assert "hunter2" not in str(caught.value)
    assert (tmp_path / "current").resolve() == old


def test_nobody_answers_a_build(tmp_path, language):
    """Without the cluster nothing is built, and the old index stays in service."""
    old = build_index([BIRTH], {}, tmp_path, language)
    nobody = search_settings(f"elasticsearch://{closed_port()}")

    with pytest.raises(IndexNotBuilt, match="no connection"):
        build_index([DEATH], {}, tmp_path, language, cluster=nobody)

    assert (tmp_path / "current").resolve() == old
    assert IndexReader(tmp_path, language).get().get("khai-sinh") == BIRTH
