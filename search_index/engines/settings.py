"""Which engine serves, as SEARCH_URL and its two companions say.

`embedded:` (the default) needs nothing else. `elasticsearch://host:port[,host:port …]
[/prefix][?replicas=N]` names the nodes of a cluster, `elasticsearch+https://…` those
that speak TLS.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

SCHEMES = {"elasticsearch": "http", "elasticsearch+https": "https"}
DEFAULT_PORT = 9200
DEFAULT_PREFIX = "procedures"
PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class BadSearchUrl(ValueError):
    """SEARCH_URL names no engine; says what is wrong, without the address itself."""


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
        BadSearchUrl: if it is neither.
    """
    scheme, _, rest = url.partition(":")
    if scheme in ("", "embedded"):
        return None
    if scheme not in SCHEMES or not rest.startswith("//"):
        raise BadSearchUrl(
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
        raise BadSearchUrl(
            "the prefix in SEARCH_URL may hold only lower-case letters, digits, - and _"
        )
    named = tuple(_host(host, SCHEMES[scheme]) for host in hosts.split(","))
    if len(set(named)) != len(named):
        raise BadSearchUrl("SEARCH_URL names a host twice")
    return ElasticsearchSettings(named, prefix, _replicas(query), api_key, ca_certs)


def _host(text: str, scheme: str) -> str:
    if "@" in text:
        raise BadSearchUrl(
            "SEARCH_URL holds no user or password: set ELASTICSEARCH_API_KEY"
        )
    try:
        parts = urlsplit(f"{scheme}://{text.strip()}")
        name, port = parts.hostname, parts.port or DEFAULT_PORT
    except ValueError as exc:
        raise BadSearchUrl("a host in SEARCH_URL is not host:port") from exc
    if not name:
        raise BadSearchUrl("a host in SEARCH_URL is not host:port")
    bracketed = f"[{name}]" if ":" in name else name
    return f"{scheme}://{bracketed}:{port}"


def _replicas(query: str) -> int | None:
    if not query:
        return None
    found = parse_qs(query, keep_blank_values=True)
    count = found.pop("replicas", [""])[0]
    if found or not count.isdecimal():
        raise BadSearchUrl("after ? SEARCH_URL may hold replicas=NUMBER, nothing else")
    return int(count)
