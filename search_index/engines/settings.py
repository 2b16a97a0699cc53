"""Which engine serves, as SEARCH_URL and its two companions say.

`embedded:` (the default) needs nothing else. `elasticsearch://host:port[,host:port …]
[/prefix][?replicas=N]` names the nodes of a cluster, `elasticsearch+https://…` those
that speak TLS.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

SCHEMES = {"elasticsearch": "http", "elasticsearch+https": "https"}
DEFAULT_PORT = 9200
DEFAULT_PREFIX = "procedures"
PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class BadSearchSettings(ValueError):
    """The settings name no engine; says which is wrong, without its value."""


@dataclass(frozen=True)
class ElasticsearchSettings:
    """Where a cluster is, and how our indexes there are called.

    `replicas` None means: one where there is a second node, else none. `ca_certs` is
    the file of the authority that signed the cluster's certificate, empty for the
    system's own.
    """

    hosts: tuple[str, ...]
    prefix: str = DEFAULT_PREFIX
    replicas: int | None = None
    api_key: str = field(default="", repr=False)
    ca_certs: str = ""

    @property
    def identity(self) -> str:
        """What, when it changes, asks for a new build; holds no secret."""
        return f"{','.join(self.hosts)}/{self.prefix}?replicas={self.replicas}"


def search_settings(
    url: str, api_key: str = "", ca_certs: str = ""
) -> ElasticsearchSettings | None:
    """Return the cluster that *url* names, or None for the embedded engine.

    Raises:
        BadSearchSettings: if it is neither, or *ca_certs* is no file for it.
    """
    scheme, _, rest = url.partition(":")
    if scheme in ("", "embedded"):
        return None
    if scheme not in SCHEMES or not rest.startswith("//"):
        raise BadSearchSettings(
            "SEARCH_URL must be embedded:, elasticsearch://host:port[/prefix]"
            " or elasticsearch+https://host:port[/prefix]"
        )
    hosts, _, tail = rest.removeprefix("//").partition("/")
    if not tail:
        hosts, _, query = hosts.partition("?")
        prefix = ""
    else:
        prefix, _, query = tail.partition("?")
    prefix = prefix or DEFAULT_PREFIX
    if not PREFIX.fullmatch(prefix):
        raise BadSearchSettings(
            "the prefix in SEARCH_URL may hold only lower-case letters, digits, - and _"
        )
    if ca_certs and SCHEMES[scheme] != "https":
        raise BadSearchSettings(
            "ELASTICSEARCH_CA_CERTS goes with elasticsearch+https:// in SEARCH_URL only"
        )
    if ca_certs and not Path(ca_certs).is_file():
        raise BadSearchSettings("ELASTICSEARCH_CA_CERTS names no file")
    named = tuple(_host(host, SCHEMES[scheme]) for host in hosts.split(","))
    if len(set(named)) != len(named):
        raise BadSearchSettings("SEARCH_URL names a host twice")
    return ElasticsearchSettings(named, prefix, _replicas(query), api_key, ca_certs)


def _host(text: str, scheme: str) -> str:
    if "@" in text:
        raise BadSearchSettings(
            "SEARCH_URL holds no user or password: set ELASTICSEARCH_API_KEY"
        )
    try:
        parts = urlsplit(f"{scheme}://{text.strip()}")
        name, port = parts.hostname, parts.port or DEFAULT_PORT
    except ValueError as exc:
        raise BadSearchSettings("a host in SEARCH_URL is not host:port") from exc
    if not name:
        raise BadSearchSettings("a host in SEARCH_URL is not host:port")
    bracketed = f"[{name}]" if ":" in name else name
    return f"{scheme}://{bracketed}:{port}"


def _replicas(query: str) -> int | None:
    if not query:
        return None
    found = parse_qs(query, keep_blank_values=True)
    count = found.pop("replicas", [""])[0]
    if found or not count.isdecimal():
        raise BadSearchSettings(
            "after ? SEARCH_URL may hold replicas=NUMBER, nothing else"
        )
    return int(count)
