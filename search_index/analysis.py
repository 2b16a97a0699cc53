"""Text analysis, once and in Python, the same for catalogue and question.

Three views of the same syllables: folded (as people type without marks), accented
(tells bán from bạn), and folded pairs (keeps "khai sinh" together). Engines store
the views as they are; none analyses text itself, so all engines find the same.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from search_index.language import Language, Phrase
from search_index.procedure import Facet
from vietnamese.fold import fold
from vietnamese.identifiers import procedure_codes
from vietnamese.normalise import normalise
from vietnamese.syllables import Syllable, expand, syllables

VIEWS = ("folded", "accented", "pairs")


@dataclass(frozen=True)
class Views:
    """The terms of one text in each view."""

    folded: tuple[str, ...]
    accented: tuple[str, ...]
    pairs: tuple[str, ...]


@dataclass(frozen=True)
class AnalysedQuestion:
    """A question ready for search.

    `content` is what is left when phrases that say what is asked, and fillers, are
    gone; `facets` are what those phrases ask for, in the order asked; `synonyms` are
    the catalogue's words for the citizen's, `stand_ins` the same for each word of
    `content`; `folded` is all but what is asked, for looking qualifiers up ("mất bao
    lâu" tells of no loss).
    `only_circumstances` is set when nothing in it names a procedure, but at most the
    circumstances of one ("ở xã miền núi"); `ambiguous` holds the ids of the
    procedures that its words alone may mean. `text` is the normalised question as a
    whole, `codes` the procedure codes in it.
    """

    text: str
    codes: tuple[str, ...]
    content: Views
    stand_ins: tuple[Phrase, ...]
    synonyms: Views
    facets: tuple[Facet, ...]
    folded: tuple[str, ...]
    only_circumstances: bool = False
    ambiguous: tuple[str, ...] = ()


def words_of(text: str, language: Language) -> list[Syllable]:
    """Return the normalised syllables of *text*, abbreviations expanded."""
    return expand(list(syllables(normalise(text))), language.abbreviations)


def views(words: Sequence[str]) -> Views:
    """Return the views of accented *words*."""
    folded = tuple(map(fold, words))
    pairs = tuple(f"{left}_{right}" for left, right in pairwise(folded))
    return Views(folded, tuple(words), pairs)


def analyse_text(text: str, language: Language) -> Views:
    """Return the views of a text of the catalogue: a name, an alias, a phrasing."""
    return views([word.text for word in words_of(text, language)])


def analyse_question(text: str, language: Language) -> AnalysedQuestion:
    """Return what a citizen's question asks for and what to search with."""
    accented = [word.text for word in words_of(text, language)]
    folded = tuple(map(fold, accented))
    facets: list[Facet] = []
    content: list[int] = []
    told: list[str] = []
    marked = tuple(accented) != folded
    for start, end, facet in _spans(folded, language):
        if facet is not None:
            if facet not in facets:
                facets.append(facet)
            continue
        told.extend(folded[start:end])
        if not _is_filler(folded[start:end], accented[start:end], language, marked):
            content.extend(range(start, end))
    synonyms = list(_synonyms(folded, language))
    return AnalysedQuestion(
        text=normalise(text),
        codes=tuple(procedure_codes(text)),
        content=views([accented[place] for place in content]),
        stand_ins=tuple(
            tuple(
                word
                for start, end, words in synonyms
                if start <= place < end
                for word in words
            )
            for place in content
        ),
        synonyms=views([word for _, _, words in synonyms for word in words]),
        facets=tuple(facets),
        folded=tuple(told),
        only_circumstances=_only_circumstances(
            [accented[place] for place in content], language
        ),
        ambiguous=_ambiguous(folded, content, language),
    )


def respelt(question: AnalysedQuestion, meant: Mapping[int, str]) -> AnalysedQuestion:
    """Return *question* with what mistyped words were probably *meant* for beside them.

    *meant* gives folded syllables by their place in the content.
    """
    if not meant:
        return question
    content = question.content
    folded = [meant.get(place, word) for place, word in enumerate(content.folded)]
    pairs = tuple(pair for pair in views(folded).pairs if pair not in content.pairs)
    return dataclasses.replace(
        question,
        content=Views(
            folded=(*content.folded, *meant.values()),
            accented=content.accented,
            pairs=(*content.pairs, *pairs),
        ),
        stand_ins=tuple(
            (*words, meant[place]) if place in meant else words
            for place, words in enumerate(question.stand_ins)
        ),
    )


def _is_filler(
    folded: Phrase, accented: list[str], language: Language, marked: bool
) -> bool:
    if folded in language.fillers:
        return True
    word = accented[0] if len(accented) == 1 else ""
    # "nha" is a particle beside words with marks; where nobody marks, it is a house.
    has_marks = marked or word != folded[0]
    return has_marks and word in language.marked_fillers


def _ambiguous(folded: Phrase, content: list[int], language: Language) -> Phrase:
    """Return what the words may mean when they are all that the question names."""
    longest = language.longest_ambiguous
    if len(content) > longest:
        return ()
    for start in range(len(folded)):
        for length in range(min(longest, len(folded) - start), 0, -1):
            meant = language.ambiguous.get(folded[start : start + length])
            if meant and set(content) <= set(range(start, start + length)):
                return meant
    return ()


def _only_circumstances(words: list[str], language: Language) -> bool:
    """Tell whether *words* are nothing but circumstances, one after another.

    Words with marks must be written alike: "hộ chiếu" is no "hộ" and "chiều".
    """
    folded = tuple(map(fold, words))
    start = 0
    while start < len(words):
        for length in range(min(language.longest_phrase, len(words) - start), 0, -1):
            part = tuple(words[start : start + length])
            bare = folded[start : start + length]
            known = language.marked_circumstances
            if part in known or (part == bare and bare in language.circumstances):
                start += length
                break
        else:
            return False
    return True


def _spans(
    folded: Phrase, language: Language
) -> Iterator[tuple[int, int, Facet | None]]:
    """Cut the question into protected, place, aspect and filler phrases and words."""
    start = 0
    while start < len(folded):
        for length in range(min(language.longest_phrase, len(folded) - start), 0, -1):
            end = start + length
            candidate = folded[start:end]
            # Places first: the "cô" of Cô Tô is no pronoun.
            kept = candidate in language.protected or candidate in language.places
            if kept or candidate in language.fillers:
                yield start, end, None
                break
            if candidate in language.aspects:
                yield start, end, language.aspects[candidate]
                break
        else:
            end = start + 1
            yield start, end, None
        start = end


def _synonyms(folded: Phrase, language: Language) -> Iterator[tuple[int, int, Phrase]]:
    """Yield where a citizen's words stand and the catalogue's words for them."""
    for start in range(len(folded)):
        for length in range(language.longest_phrase, 0, -1):
            words = language.synonyms.get(folded[start : start + length])
            if words:
                yield start, start + length, words
                break
