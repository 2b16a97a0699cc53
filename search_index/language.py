"""The language data of `catalogue/language/`, read once and handed down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from search_index.catalogue_files import CatalogueError, load_typed
from search_index.procedure import Facet
from search_index.reference import load_communes
from vietnamese.fold import fold
from vietnamese.syllables import syllables

Phrase = tuple[str, ...]
# "Phường Bãi Cháy" is known as "Bãi Cháy"; compared without marks.
KIND_OF_UNIT = re.compile(r"^(ph\w+ng|x\w|th\w+ tr\w+n|\w+ khu) ")


class _Synonym(msgspec.Struct, forbid_unknown_fields=True):
    say: str
    mean: str


class _Fillers(msgspec.Struct, forbid_unknown_fields=True):
    always: list[str]
    with_marks: list[str]


class _Ambiguous(msgspec.Struct, forbid_unknown_fields=True):
    say: str
    mean: list[str]


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
    """What the analysis knows about words.

    Phrases are folded syllables; `marked_fillers` and `marked_circumstances` are
    syllables with their marks.
    """

    abbreviations: Mapping[str, str]
    aspects: Mapping[Phrase, Facet]
    protected: frozenset[Phrase]
    fillers: frozenset[Phrase]
    marked_fillers: frozenset[str]
    synonyms: Mapping[Phrase, Phrase]
    qualifiers: tuple[Qualifier, ...]
    ambiguous: Mapping[Phrase, tuple[str, ...]]
    circumstances: frozenset[Phrase]
    marked_circumstances: frozenset[Phrase]
    places: frozenset[Phrase]
    longest_phrase: int
    longest_ambiguous: int


def phrase(text: str) -> Phrase:
    """Return *text* as folded syllables."""
    return tuple(word.text for word in syllables(fold(text)))


def load_language(folder: Path) -> Language:
    """Read the language files under *folder*.

    Raises:
        CatalogueError: if a file is missing or holds something else than it should.
    """
    aspects_file = load_typed(folder / "aspects.yml", dict[str, list[str]])
    protected = frozenset(map(phrase, aspects_file.pop("protected", [])))
    aspects: dict[Phrase, Facet] = {}
    for name, texts in aspects_file.items():
        try:
            facet = Facet(name)
        except ValueError as exc:
            raise CatalogueError(folder / "aspects.yml", str(exc)) from exc
        aspects.update((phrase(text), facet) for text in texts)
    filler_file = load_typed(folder / "fillers.yml", _Fillers)
    fillers = frozenset(map(phrase, filler_file.always))
    synonyms = {
        phrase(line.say): phrase(line.mean)
        for line in load_typed(folder / "synonyms.yml", list[_Synonym])
    }
    qualifiers = tuple(
        Qualifier(phrase(line.name), tuple(map(phrase, line.also)))
        for line in load_typed(folder / "qualifiers.yml", list[_Qualifier])
    )
    ambiguous = {
        phrase(line.say): tuple(line.mean)
        for line in load_typed(folder / "ambiguous.yml", list[_Ambiguous])
    }
    circumstances = load_typed(folder / "circumstances.yml", list[str])
    # Where nothing else is said, "thi sao" is the filler and no driving test.
    circumstances += filler_file.with_marks
    places = _places(folder.parent / "communes.yml")
    circumstances += places
    return Language(
        abbreviations=load_typed(folder / "abbreviations.yml", dict[str, str]),
        aspects=aspects,
        protected=protected,
        fillers=fillers,
        marked_fillers=frozenset(filler_file.with_marks),
        synonyms=synonyms,
        qualifiers=qualifiers,
        ambiguous=ambiguous,
        circumstances=frozenset(map(phrase, circumstances)),
        marked_circumstances=frozenset(tuple(text.split()) for text in circumstances),
        places=frozenset(map(phrase, places)),
        longest_phrase=_longest(
            [*aspects, *protected, *fillers, *synonyms]
            + [phrase(text) for text in circumstances]
        ),
        longest_ambiguous=_longest(ambiguous),
    )


def _places(file: Path) -> list[str]:
    """Return the names of the communes, present and former, without their kind."""
    names = {
        name
        for commune in load_communes(file)
        for name in (commune.name, *commune.formed_from)
    }
    return sorted(KIND_OF_UNIT.sub("", name.lower()) for name in names)


def _longest(phrases: Iterable[Phrase]) -> int:
    return max(map(len, phrases), default=1)
