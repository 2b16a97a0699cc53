"""SEARCH_URL and its companions: what they name, and clear words when it is nothing."""

import pytest

from search_index.engines.settings import (
    BadSearchSettings,
    ElasticsearchSettings,
    search_settings,
)

ONE = "http://127.0.0.1:9200"


@pytest.mark.parametrize("url", ["", "embedded", "embedded:"])
def test_nothing_but_the_embedded_engine(url):
    """Unless a cluster is named there is none."""
    assert search_settings(url) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("elasticsearch://127.0.0.1", ElasticsearchSettings((ONE,))),
        ("elasticsearch://127.0.0.1:9200/", ElasticsearchSettings((ONE,))),
        ("elasticsearch://127.0.0.1/dvc", ElasticsearchSettings((ONE,), "dvc")),
        (
            "elasticsearch://a:1,b:2,[::1]:3/x?replicas=2",
            ElasticsearchSettings(("http://a:1", "http://b:2", "http://[::1]:3"), "x", 2),
        ),
        ("elasticsearch://a:1?replicas=0", ElasticsearchSettings(("http://a:1",), replicas=0)),
        ("elasticsearch+https://a", ElasticsearchSettings(("https://a:9200",))),
    ],
)  # fmt: skip
def test_a_cluster(url, expected):
    """Hosts, prefix and replicas; ports and prefix have defaults."""
    assert search_settings(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://a:9200",
        "elasticsearch:a",
        "elasticsearch://",
        "elasticsearch://a:b",
        "elasticsearch://a:99999",
        "elasticsearch://a,,b",
        "elasticsearch://a,a:9200",
        "elasticsearch://a/Upper",
        "elasticsearch://a/x/y",
        "elasticsearch://a/x?shards=2",
        "elasticsearch://a/x?replicas=-1",
        "elasticsearch://user:hunter2@a",
    ],
)
def test_what_names_no_engine(url):
    """One sentence that never repeats what may be a secret."""
    with pytest.raises(BadSearchSettings) as caught:
        search_settings(url)

    assert "hunter2" not in str(caught.value)


def test_certificates_need_a_file_and_tls(tmp_path):
    """A wrong file is told at once, not as a failed search later."""
    file = tmp_path / "ca.pem"
    for url in ("elasticsearch+https://a", "elasticsearch://a"):
        with pytest.raises(BadSearchSettings):
            search_settings(url, ca_certs=str(file))
    file.touch()

    assert search_settings("elasticsearch+https://a", ca_certs=str(file))
    with pytest.raises(BadSearchSettings):
        search_settings("elasticsearch://a", ca_certs=str(file))


def test_the_key_is_never_shown():
    """Neither a log of the settings nor the marker of a build holds it."""
    settings = search_settings("elasticsearch://a", api_key="hunter2")

    assert settings is not None
    assert settings.api_key == "hunter2"
    assert "hunter2" not in repr(settings) + settings.identity
