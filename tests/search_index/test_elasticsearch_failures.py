"""Whatever the cluster does wrong, citizens get answers, and the state says why."""

import dataclasses
import time
import uuid

import pytest

from search_index.builds import build_index, load
from search_index.engines.base import EngineUnavailable, Query
from search_index.engines.elasticsearch import engine_of
from search_index.engines.elasticsearch_client import connect
from search_index.engines.settings import search_settings
from search_index.procedure import Case, Procedure
from tests.search_index.elasticsearch_doubles import closed_port, fake, hanging

ENGINE = b'{"index": "x-v1-y", "version": 1, "rows": 2, "has_vectors": false}'
QUERY = Query({"folded": {"khai": 1.0}})
KEY = "hunter2"


def procedure(id_: str, name: str) -> Procedure:
    return Procedure(
        id=id_, name=name, sector="Hộ tịch", agency="UBND cấp xã",
        levels=("commune",), cases=(Case(id="chung", label="Chung"),),
    )  # fmt: skip


BIRTH = procedure("khai-sinh", "Đăng ký khai sinh")
DEATH = procedure("khai-tu", "Đăng ký khai tử")
RECORDS = [BIRTH, DEATH]


def at(host: str, scheme: str = "elasticsearch"):
    return search_settings(f"{scheme}://{host}", KEY)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory, language):
    """A build that says it has an index in a cluster."""
    build = build_index(RECORDS, {}, tmp_path_factory.mktemp("index"), language)
    (build / "engine.json").write_bytes(ENGINE)
    return build


def failure(build, settings) -> str:
    with pytest.raises(EngineUnavailable) as caught:
        engine_of(build, settings).search(QUERY, 10)
    return str(caught.value)


@pytest.mark.parametrize(
    ("status", "body", "expected", "tries"),
    [
        pytest.param(401, b"{}", "key is missing or refused", 1, id="wrong-key"),
        pytest.param(403, b"{}", "key may not do this", 1, id="no-right"),
        pytest.param(404, b"{}", "index is not there", 1, id="no-index"),
        pytest.param(429, b"{}", "overloaded", 2, id="overloaded"),
        pytest.param(502, b"{}", "error 502", 2, id="bad-gateway"),
        pytest.param(503, b"{}", "no shard answers", 2, id="red"),
        pytest.param(500, b"{}", "error 500", 1, id="broken"),
        pytest.param(200, b"{}", "none of ours", 1, id="empty"),
        pytest.param(200, b"[1]", "none of ours", 1, id="another-shape"),
        pytest.param(200, b"<html>", "cannot be read", 2, id="not-json"),
        pytest.param(
            503,
            b'{"error": {"type": "cluster_block_exception"}}',
            "blocked",
            2,
            id="blocked",
        ),
    ],
)
def test_answers_that_are_none(snapshot, status, body, expected, tries):
    """A few words say what is wrong; what may pass is tried exactly once again."""
    with fake(status, body) as server:
        said = failure(snapshot, at(server.host))

    assert expected in said
    assert len(server.asked) == tries
    assert KEY not in said


def test_no_elasticsearch_at_all(snapshot):
    """Another web server on that port is told from a cluster."""
    with fake(200, product=False) as server:
        assert "no Elasticsearch" in failure(snapshot, at(server.host))


def test_bad_tls(snapshot):
    """TLS that fails is told as such, whether spoken or not trusted."""
    with fake(200) as server:
        said = failure(snapshot, at(server.host, "elasticsearch+https"))

    assert "TLS failed" in said


def test_wrong_port(snapshot, language):
    """Nobody listens: the snapshot answers at once, and the state says so."""
    index = load(snapshot, language, cluster=at(closed_port()))

    assert index.search("khai sinh")[0].procedure == BIRTH
    assert index.engine_state() == "snapshot: no connection"


def test_a_server_that_hangs(snapshot, language):
    """It costs one citizen three seconds at most, and the next ones nothing."""
    with hanging() as host:
        index = load(snapshot, language, cluster=at(host))
        started = time.monotonic()
        first = index.search("khai sinh")
        waited = time.monotonic() - started
        again = [index.search("khai sinh") for _ in range(20)]
        in_all = time.monotonic() - started

    assert first[0].procedure == BIRTH
    assert again == [first] * 20
    assert 1.4 < waited < 4
    assert in_all - waited < 0.5
    assert index.engine_state() == "snapshot: no answer in time"


@pytest.mark.elasticsearch
def test_another_node_answers(cluster, tmp_path, language):
    """Of several hosts one that is down costs no answer."""
    mixed = dataclasses.replace(
        cluster, hosts=(f"http://{closed_port()}", *cluster.hosts), prefix=new_prefix()
    )
    alone = dataclasses.replace(mixed, hosts=cluster.hosts)
    build = build_index(RECORDS, {}, tmp_path, language, cluster=alone)
    index = load(build, language, cluster=mixed)
    states = []
    for _ in range(6):
        index.search("khai sinh")
        states.append(index.engine_state())

    assert set(states) == {"elasticsearch"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, "in no Elasticsearch"),
        (b"{", "cannot be read"),
        (ENGINE.replace(b": 1,", b": 0,"), "mapping version 0"),
    ],
)
def test_a_build_that_knows_no_index(tmp_path, language, text, expected):
    """Built without a cluster, or by another version: the snapshot answers."""
    build = build_index(RECORDS, {}, tmp_path, language)
    if text is not None:
        (build / "engine.json").write_bytes(text)
    index = load(build, language, cluster=at(closed_port()))

    assert index.search("khai sinh")[0].procedure == BIRTH
    assert expected in index.engine_state()


def new_prefix() -> str:
    return f"t{uuid.uuid4().hex[:8]}"


@pytest.fixture
def built(cluster, tmp_path, language):
    """The cluster with a prefix of our own, its client, and an index in service."""
    mine = dataclasses.replace(cluster, prefix=new_prefix())
    build = build_index(RECORDS, {}, tmp_path, language, cluster=mine)
    index = load(build, language, cluster=mine)
    assert index.try_engine() == "elasticsearch"
    client = connect(mine)
    (name,) = client.indices.get_alias(name=mine.prefix).body
    return index, client, name, lambda: load(build, language, cluster=mine)


@pytest.mark.elasticsearch
def test_an_index_that_somebody_deleted(built):
    """Citizens notice nothing; the state says what helps."""
    index, client, name, _ = built
    client.indices.delete(index=name)

    assert index.search("khai sinh")[0].procedure == BIRTH
    assert index.engine_state() == (
        "snapshot: the index is not there (404): make index"
    )


@pytest.mark.elasticsearch
def test_an_index_that_lost_a_row(built):
    """A half-built index is not searched, as if the rest were not there."""
    _, client, name, again = built
    client.delete(index=name, id="1", refresh=True)
    fresh = again()

    assert fresh.search("khai tử")[0].procedure == DEATH
    assert "holds 1 of 2 rows" in fresh.engine_state()


@pytest.mark.elasticsearch
def test_an_index_of_another_layout(built):
    """An index whose mapping version is not ours is left alone."""
    _, client, name, again = built
    old = {"version": 0, "build": "x", "rows": 2}
    client.indices.put_mapping(index=name, meta=old)
    fresh = again()

    assert fresh.search("khai tử")[0].procedure == DEATH
    assert "mapping version 0" in fresh.engine_state()


@pytest.mark.elasticsearch
def test_a_red_index(cluster, tmp_path, language):
    """Its only shard is nowhere: the snapshot answers."""
    name = f"{new_prefix()}-v1-red"
    connect(cluster).indices.create(
        index=name,
        settings={
            "number_of_shards": 1,
            "index.routing.allocation.require._name": "nowhere",
        },
        mappings={"_meta": {"version": 1, "build": "red", "rows": 2}},
        wait_for_active_shards=0,
    )
    build = build_index(RECORDS, {}, tmp_path, language)
    (build / "engine.json").write_bytes(ENGINE.replace(b"x-v1-y", name.encode()))
    index = load(build, language, cluster=cluster)

    assert index.search("khai sinh")[0].procedure == BIRTH
    assert index.engine_state() == (
        "snapshot: no shard answers: the cluster is red or starting (503)"
    )
    connect(cluster).indices.delete(index=name)


@pytest.mark.elasticsearch
def test_too_many_words_for_the_cluster(built):
    """A question it refuses is answered by the snapshot; the next one is asked."""
    index, *_ = built
    engine = index._circuit
    words = {f"w{number}": 1.0 for number in range(20_000)}
    with pytest.raises(EngineUnavailable):
        engine.search(Query({"folded": words}), 10)
    assert index.engine_state().startswith("snapshot: ")

    index.search("khai sinh")

    assert index.engine_state() == "elasticsearch"
