"""What only a whole file shows: one page under many codes, names that repeat.

In the national file seventeen codes carry the page of two others (a crawl followed a
wrong address). Name and body agree there, so it shows only beside the other records:
the same name and the same body under several codes, published by another province.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass

from search_index.procedure import Procedure
from vietnamese.fold import fold

SAME_PAGE = 3  # two twins may share a page; three codes with one name do not
LEAST_BODY = 400
WORDS = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Summary:
    """What is kept of a record for the comparison: no texts, so memory stays small."""

    key: str
    name: str
    body: str


def summary(procedure: Procedure) -> Summary:
    """Return what `compare` needs of *procedure*."""
    texts = [*procedure.steps, *procedure.conditions]
    texts += [paper.name for case in procedure.cases for paper in case.requirements]
    body = _plain(" ".join(texts))
    digest = (
        hashlib.sha256(body.encode()).hexdigest() if len(body) >= LEAST_BODY else ""
    )
    return Summary(procedure.id, _plain(procedure.name), digest)


@dataclass(frozen=True)
class Comparison:
    """Keys of records that carry another one's page, and of those that share a name."""

    other_page: frozenset[str]
    same_name: frozenset[str]


def compare(summaries: list[Summary]) -> Comparison:
    """Compare the records of one file."""
    pages: dict[tuple[str, str], list[str]] = defaultdict(list)
    names: dict[str, list[str]] = defaultdict(list)
    for one in summaries:
        names[one.name].append(one.key)
        if one.body:
            pages[one.name, one.body].append(one.key)
    other_page = {
        key for keys in pages.values() if len(keys) >= SAME_PAGE for key in keys
    }
    # The same name on a shorter page is the same accident.
    wrong_names = {name for (name, _), keys in pages.items() if len(keys) >= SAME_PAGE}
    other_page |= {one.key for one in summaries if one.name in wrong_names}
    same_name = {key for keys in names.values() if len(keys) > 1 for key in keys}
    return Comparison(frozenset(other_page), frozenset(same_name - other_page))


def _plain(text: str) -> str:
    return " ".join(WORDS.findall(fold(text).lower()))
