"""The language data of `catalogue/language/`, read once and handed down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from search_index.catalogue_files import CatalogueError, load_yaml
from search_index.procedure import Facet
from vietnamese.fold import fold
from vietnamese.syllables import syllables

Phrase = tuple[str, ...]
T = TypeVar("T")


class _Synonym(msgspec.Struct, forbid_unknown_fields=True):
    say: str
    mean: str


class _Qualifier(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    also: list[str] = []


@dataclass(frozen=True)
class Qualifier:
    """A special case: how records name it, and other words that ask for it."""

    name: Phrase
    also: tuple[Phrase, ...]


@dataclass(frozen=True)
class Language:
    """What the analysis knows about words. Phrases are folded syllables."""

    abbreviations: Mapping[str, str]
    aspects: Mapping[Phrase, Facet]
    protected: frozenset[Phrase]
    fillers: frozenset[Phrase]
    synonyms: Mapping[Phrase, Phrase]
    qualifiers: tuple[Qualifier, ...]
    longest_phrase: int


def phrase(text: str) -> Phrase:
    """Return *text* as folded syllables."""
    return tuple(word.text for word in syllables(fold(text)))


def load_language(folder: Path) -> Language:
    """Read the language files under *folder*.

    Raises:
        CatalogueError: if a file is missing or holds something else than it should.
    """
    aspects_file = _read(folder / "aspects.yml", dict[str, list[str]])
    protected = frozenset(map(phrase, aspects_file.pop("protected", [])))
    aspects: dict[Phrase, Facet] = {}
    for name, texts in aspects_file.items():
        try:
            facet = Facet(name)
        except ValueError as exc:
            raise CatalogueError(folder / "aspects.yml", str(exc)) from exc
        aspects.update((phrase(text), facet) for text in texts)
    fillers = frozenset(map(phrase, _read(folder / "fillers.yml", list[str])))
    synonyms = {
        phrase(line.say): phrase(line.mean)
        for line in _read(folder / "synonyms.yml", list[_Synonym])
    }
    qualifiers = tuple(
        Qualifier(phrase(line.name), tuple(map(phrase, line.also)))
        for line in _read(folder / "qualifiers.yml", list[_Qualifier])
    )
    return Language(
        abbreviations=_read(folder / "abbreviations.yml", dict[str, str]),
        aspects=aspects,
        protected=protected,
        fillers=fillers,
        synonyms=synonyms,
        qualifiers=qualifiers,
        longest_phrase=_longest([*aspects, *protected, *fillers, *synonyms]),
    )


def _longest(phrases: Iterable[Phrase]) -> int:
    return max(map(len, phrases), default=1)


def _read(file: Path, kind: type[T]) -> T:
    content: Any = load_yaml(file)
    try:
        return msgspec.convert(content, kind)
    except msgspec.ValidationError as exc:
        raise CatalogueError(file, str(exc)) from exc
