"""`manage.py build_index` with a cluster: when it builds, and what it says."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from search_index.builds import IndexReader
from search_index.engines.elasticsearch_client import connect
from server.children import environment
from server.cluster import cluster as named_cluster
from tests.search_index.elasticsearch_doubles import closed_port


@pytest.fixture
def build(settings, tmp_path):
    """Build if something changed; return what was said."""
    settings.INDEX_DIR = tmp_path
    settings.ENCODER_DIR = tmp_path / "none"

    def run(url: str) -> str:
        settings.SEARCH_URL = url
        said = io.StringIO()
        call_command("build_index", if_changed=True, stdout=said)
        return said.getvalue()

    return run


@pytest.mark.elasticsearch
@pytest.mark.django_db
def test_when_a_cluster_is_built_for(build, cluster, tmp_path, language):
    """A new cluster and a deleted index ask for a build; one that is down does not."""
    address = cluster.hosts[0].removeprefix("http://")
    url = f"elasticsearch://{address}/commands"
    assert "in service" in build("embedded:")
    assert "in service" in build(url)
    assert build(url) == "index: up to date\n"

    settings = named_cluster()
    index = IndexReader(tmp_path, language, None, settings).get()
    assert index.try_engine() == "elasticsearch"
    client = connect(settings)
    (name,) = client.indices.get_alias(name="commands").body
    client.indices.delete(index=name)
    again = build(url)

    assert "elasticsearch: the index is not there (404): make index" in again
    assert "in service" in again
    assert "in service" in build("embedded:")


@pytest.mark.django_db
def test_a_cluster_that_is_down(build, tmp_path):
    """What is up to date stays so, on its snapshot; a first build needs the cluster."""
    url = f"elasticsearch://{closed_port()}"
    build("embedded:")
    old = (tmp_path / "current").resolve()
    with pytest.raises(CommandError, match=r"no connection\nThe old index stays"):
        build(url)
    assert (tmp_path / "current").resolve() == old

    marker = tmp_path / "inputs"
    marker.write_text(f"{marker.read_text()} {named_cluster().identity}")
    (old / "engine.json").write_text(
        '{"index": "x", "version": 1, "rows": 1, "has_vectors": false}'
    )

    assert build(url) == (
        "index: elasticsearch: no connection; until then the snapshot answers\n"
        "index: up to date\n"
    )


@pytest.mark.django_db
def test_a_wrong_address(build):
    """One sentence, before anything is built."""
    with pytest.raises(CommandError, match="SEARCH_URL must be"):
        build("http://127.0.0.1:9200")


def test_the_actions_are_told(settings):
    """The supervisor hands the settings of the cluster down."""
    settings.SEARCH_URL = "elasticsearch://a"
    settings.ELASTICSEARCH_API_KEY = "key"
    told = environment()

    assert told["SEARCH_URL"] == "elasticsearch://a"
    assert told["ELASTICSEARCH_API_KEY"] == "key"
    assert told["ELASTICSEARCH_CA_CERTS"] == ""
