"""A real Elasticsearch with TLS and rights: who may, who may not, a full disk."""

import ssl
from dataclasses import replace

import httpx
import pytest
import trustme

from search_index.builds import IndexReader, build_index
from search_index.engines.base import EngineUnavailable, Query
from search_index.engines.beside import engine_of
from search_index.engines.elasticsearch_build import IndexNotBuilt
from search_index.engines.settings import search_settings
from tests.search_index.test_elasticsearch_failures import BIRTH, DEATH
from tools.elasticsearch import NoServer, Secured, elasticsearch

pytestmark = pytest.mark.elasticsearch
PREFIX = "secured"
# What a key of ours needs, and nothing more (docs/operations.md).
RIGHTS = (
    f"{{cluster: [monitor], indices: [{{names: ['{PREFIX}*'], privileges: [all]}}]}}"
)


class Cluster:
    """The server's address and its authority."""

    def __init__(self, port, secured):
        self.host = f"elasticsearch+https://127.0.0.1:{port}"
        self.secured = secured
        self.client = httpx.Client(
            base_url=f"https://127.0.0.1:{port}",
            verify=ssl.create_default_context(cafile=str(secured.authority)),
            auth=("elastic", secured.password),
        )

    def settings(self, key="", authority=None, prefix=PREFIX):
        ca_certs = str(authority or self.secured.authority)
        return search_settings(f"{self.host}/{prefix}", key, ca_certs)


@pytest.fixture(scope="module")
def secured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    authority = trustme.CA()
    signed = authority.issue_cert("127.0.0.1", "localhost")
    files = Secured(
        folder / "ca.pem",
        folder / "node.crt",
        folder / "node.key",
        "only-for-tests",
        RIGHTS,
    )
    authority.cert_pem.write_to_path(files.authority)
    signed.cert_chain_pems[0].write_to_path(files.certificate)
    signed.private_key_pem.write_to_path(files.key)
    try:
        with elasticsearch(secured=files) as nodes:
            cluster = Cluster(nodes[0].port, files)
            yield cluster
            cluster.client.close()
    except NoServer as exc:
        pytest.skip(str(exc))


@pytest.fixture
def allowed(secured):
    return secured.settings()


def test_our_authority_and_rights(allowed, tmp_path, language):
    """The rights that operations names are enough to build, search and switch."""
    build_index([BIRTH], {}, tmp_path, language, cluster=allowed)
    build_index([BIRTH, DEATH], {}, tmp_path, language, cluster=allowed)
    index = IndexReader(tmp_path, language, None, allowed).get()

    assert index.search("khai tử")[0].procedure == DEATH
    assert index.engine_state() == "elasticsearch"


def test_a_wrong_key(allowed, secured, tmp_path, language):
    """The old index answers from its snapshot; a build says what is wrong."""
    build_index([BIRTH], {}, tmp_path, language, cluster=allowed)
    wrong = secured.settings("bm90OmFrZXk=")
    index = IndexReader(tmp_path, language, None, wrong).get()

    assert index.search("khai sinh")[0].procedure == BIRTH
    assert index.engine_state() == ("snapshot: the API key is missing or refused (401)")
    with pytest.raises(IndexNotBuilt, match="API key is missing or refused"):
        build_index([DEATH], {}, tmp_path, language, cluster=wrong)
    assert IndexReader(tmp_path, language).get().get("khai-sinh") == BIRTH


def test_no_right(allowed, secured, tmp_path, language):
    """Outside the prefix that the role names nothing is read nor built."""
    build = build_index([BIRTH], {}, tmp_path, language, cluster=allowed)
    (build / "engine.json").write_bytes(
        (build / "engine.json").read_bytes().replace(b"secured", b"foreign")
    )
    foreign = secured.settings(prefix="foreign")
    index = IndexReader(tmp_path, language, None, foreign).get()

    assert index.search("khai sinh")[0].procedure == BIRTH
    assert "the API key may not do this (403)" in index.engine_state()
    with pytest.raises(IndexNotBuilt, match="API key may not do this"):
        build_index([DEATH], {}, tmp_path, language, cluster=foreign)


def test_a_certificate_of_nobody_we_trust(allowed, secured, tmp_path, language):
    """Another authority's file: no key is sent, the snapshot answers."""
    build = build_index([BIRTH], {}, tmp_path, language, cluster=allowed)
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)
    distrusted = secured.settings(authority=other)

    with pytest.raises(EngineUnavailable, match="TLS failed"):
        engine_of(build, distrusted).search(Query({"folded": {"khai": 1.0}}), 10)
    plain = replace(
        allowed, hosts=(allowed.hosts[0].replace("https", "http"),), ca_certs=""
    )
    with pytest.raises(EngineUnavailable):
        engine_of(build, plain).search(Query({"folded": {"khai": 1.0}}), 10)


def test_a_full_disk(allowed, secured, tmp_path, language):
    """A cluster that takes nothing more keeps serving the old index."""
    build_index([BIRTH], {}, tmp_path, language, cluster=allowed)
    _block(secured, blocked=True)
    try:
        with pytest.raises(IndexNotBuilt, match="a full disk"):
            build_index([DEATH], {}, tmp_path, language, cluster=allowed)
        index = IndexReader(tmp_path, language, None, allowed).get()
        assert index.search("khai sinh")[0].procedure == BIRTH
        assert index.engine_state() == "elasticsearch"
    finally:
        _block(secured, blocked=False)


def _block(secured, *, blocked):
    """Set what the server sets itself where the disk passes the flood stage."""
    wanted = {"cluster.blocks.read_only_allow_delete": blocked or None}
    secured.client.put(
        "/_cluster/settings", json={"persistent": wanted}
    ).raise_for_status()
