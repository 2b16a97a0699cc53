"""Syllables that were mistyped: what they most likely were.

A syllable is taken for another one only where the catalogue's own word pairs speak
for it: no pair with its neighbours is known, but one with the other syllable is. So
"nàm" becomes "làm" before "giấy", and "nam" stays in "Việt Nam". Candidates sound
alike (l/n, tr/ch, s/x, d/gi/r, i/y); a syllable that no record holds may also be one
slip away from what was meant (a letter lost, doubled, swapped or wrong), or what Telex
and VNI leave when a key is missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LETTERS = "abcdeghiklmnopqrstuvxy"
SOUNDS = (
    ("l", "n"), ("n", "l"), ("tr", "ch"), ("ch", "tr"), ("s", "x"), ("x", "s"),
    ("d", "gi"), ("gi", "d"), ("r", "d"), ("d", "r"), ("r", "gi"), ("gi", "r"),
    ("k", "c"), ("c", "k"), ("ng", "ngh"), ("ngh", "ng"), ("g", "gh"), ("gh", "g"),
)  # fmt: skip
ENDS = (("i", "y"), ("y", "i"), ("n", "ng"), ("ng", "n"), ("t", "c"), ("c", "t"))
# Telex: doubled vowels, w, dd; tone keys at the end. VNI: digits for marks and tones.
TELEX_MARK = re.compile(r"(?<=[aou])w|(?<=a)a|(?<=e)e|(?<=o)o|(?<=d)d")
TELEX_TONE = re.compile(r"(?<=[aeiouywcnmgthp])[sfrxj]$")
VNI = re.compile(r"(?<=[a-z])[1-9]")
KNOWN_IN = 2  # pairs that stand in one record alone may be mistakes themselves
LEAST_LETTERS = 2


@dataclass(frozen=True)
class Spelling:
    """What the catalogue knows: in how many records each syllable and pair stands."""

    syllables: Mapping[str, int]
    pairs: Mapping[str, int]

    def corrected(self, words: Sequence[str]) -> dict[int, str]:
        """Return, by place in folded *words*, the syllable that was probably meant."""
        found: dict[int, str] = {}
        for place, word in enumerate(words):
            if not word.isascii() or any(char.isdigit() for char in word[:1]):
                continue
            before = found.get(place - 1, words[place - 1]) if place else ""
            after = words[place + 1] if place + 1 < len(words) else ""
            if self._support(before, word, after):
                continue
            unknown = word not in self.syllables
            best, most = "", 0
            # A known word is only doubted where another one sounds like it.
            for other in candidates(word) if unknown else sounds_like(word):
                if other == word or other not in self.syllables:
                    continue
                support = self._support(before, other, after)
                # A word that no record holds may become a frequent one without a pair.
                if not support and unknown and len(word) > LEAST_LETTERS:
                    support = 1
                weight = support * 10_000 + self.syllables[other]
                if support and weight > most:
                    best, most = other, weight
            if best:
                found[place] = best
        return found

    def _support(self, before: str, word: str, after: str) -> int:
        counts = [
            self.pairs.get(f"{before}_{word}", 0) if before else 0,
            self.pairs.get(f"{word}_{after}", 0) if after else 0,
        ]
        return sum(count for count in counts if count >= KNOWN_IN)


def candidates(word: str) -> Iterator[str]:
    """Yield folded syllables that *word* may have been meant for, likeliest first."""
    seen = {word}
    for other in (*_left_overs(word), *sounds_like(word), *_one_slip(word)):
        if other and other not in seen:
            seen.add(other)
            yield other


def _left_overs(word: str) -> Iterator[str]:
    bare = VNI.sub("", word)
    yield bare
    without_tone = TELEX_TONE.sub("", bare)
    yield without_tone
    yield TELEX_MARK.sub("", bare)
    yield TELEX_MARK.sub("", without_tone)


def sounds_like(word: str) -> Iterator[str]:
    """Yield the syllables that sound like *word* in one region or another."""
    for one, other in SOUNDS:
        if word.startswith(one):
            yield other + word[len(one) :]
    for one, other in ENDS:
        if word.endswith(one):
            yield word[: -len(one)] + other


def _one_slip(word: str) -> Iterator[str]:
    if len(word) <= LEAST_LETTERS:
        return
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
        if place + 1 < len(word):
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    for place in range(len(word) + 1):
        for letter in LETTERS:
            yield word[:place] + letter + word[place:]
            if place < len(word):
                yield word[:place] + letter + word[place + 1 :]
