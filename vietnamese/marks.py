"""Marks put back where nobody typed any: "lam giay khai sinh" → "làm giấy khai sinh".

A syllable without marks stands for up to a dozen with them; which is meant, its
neighbours tell. Counts of syllables and of neighbours, taken from the texts that are
to be found, choose the likeliest reading of the whole (Viterbi over bigrams). The
result is one more view of a question, never the citizen's words.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import msgspec

from vietnamese.fold import fold
from vietnamese.normalise import normalise
from vietnamese.syllables import syllables

# Texts marked less than this teach nothing; questions marked less are restored.
MARKED_ENOUGH = 0.3
# How far a neighbour is trusted: seen this often, it counts as much as the syllable.
TRUST = 3.0
UNSEEN = 0.1
READINGS, RARE_READING = 8, 0.004
FILE = "marks.msgpack"
EDGE = 0


class _Counts(msgspec.Struct):
    """Syllables (the first is the edge of a text), how often, and what follows what."""

    words: list[str]
    counts: list[int]
    pairs: list[tuple[int, int, int]]


class Marks:
    """A learnt restorer; safe to share between threads."""

    def __init__(self, counts: _Counts) -> None:
        """Serve *counts*; `learn` and `load` make them."""
        self._kept = counts
        self._words, self._counts = counts.words, counts.counts
        self._pairs = {(first, second): n for first, second, n in counts.pairs}
        self._total = max(sum(counts.counts), 1)
        self._known = {word: number for number, word in enumerate(counts.words)}
        by_bare: dict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(counts.words[1:], 1):
            by_bare[fold(word)].append(number)
        self._readings = {
            bare: self._likely(numbers) for bare, numbers in by_bare.items()
        }

    @classmethod
    def learn(cls, texts: Iterable[str]) -> Marks:
        """Count the syllables of the marked ones of *texts*."""
        single: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for text in texts:
            words = _words(text)
            if marked_share(words) < MARKED_ENOUGH:
                continue
            # The empty syllable stands at both edges.
            around = ["", *words, ""]
            single.update(around[1:])
            pairs.update(pairwise(around))
        words = ["", *sorted(word for word in single if word)]
        numbers = {word: number for number, word in enumerate(words)}
        return cls(
            _Counts(
                words,
                [single[word] for word in words],
                [(numbers[a], numbers[b], n) for (a, b), n in sorted(pairs.items())],
            )
        )

    def save(self, folder: Path) -> None:
        """Write what was learnt into *folder*."""
        (folder / FILE).write_bytes(msgspec.msgpack.encode(self._kept))

    @classmethod
    def load(cls, folder: Path) -> Marks | None:
        """Read what `save` wrote; None where it wrote nothing.

        Raises:
            msgspec.MsgspecError: if it is damaged.
        """
        if not (folder / FILE).exists():
            return None
        content = (folder / FILE).read_bytes()
        return cls(msgspec.msgpack.decode(content, type=_Counts))

    def restored(self, text: str) -> str | None:
        """Return the syllables of *text* with marks; None where it has its own.

        Syllables that have marks, and those that no text taught, stay as they are.
        """
        words = _words(text)
        if not words or marked_share(words) >= MARKED_ENOUGH:
            return None
        found = self._best_path([self._readings_of(word) for word in words])
        read = [
            word if number is None else self._words[number]
            for word, number in zip(words, found, strict=True)
        ]
        return None if read == words else " ".join(read)

    def _readings_of(self, word: str) -> Sequence[int | None]:
        if word != fold(word):
            return (self._known.get(word),)
        return self._readings.get(word, (None,))

    def _best_path(self, readings: list[Sequence[int | None]]) -> list[int | None]:
        """Return one of each of *readings*, the likeliest row of them."""
        scores: dict[int | None, float] = {EDGE: 0.0}
        back: list[dict[int | None, int | None]] = []
        for options in [*readings, (EDGE,)]:
            reached: dict[int | None, float] = {}
            came: dict[int | None, int | None] = {}
            for option in options:
                best, before = max(
                    (score + self._follows(last, option), -place, last)
                    for place, (last, score) in enumerate(scores.items())
                )[::2]
                reached[option], came[option] = best, before
            scores = reached
            back.append(came)
        path: list[int | None] = []
        last: int | None = EDGE
        for came in reversed(back):
            last = came[last]
            path.append(last)
        return path[-2::-1]

    def _follows(self, first: int | None, second: int | None) -> float:
        """Return the logarithm of how likely *second* follows *first*."""
        alone = UNSEEN if second is None else self._counts[second] + UNSEEN
        likely = alone / (self._total + len(self._words))
        if first is None or second is None:
            return math.log(likely)
        seen = self._counts[first]
        if not seen:
            return math.log(likely)
        trust = seen / (seen + TRUST)
        together = self._pairs.get((first, second), 0) / seen
        return math.log(trust * together + (1 - trust) * likely)

    def _likely(self, numbers: list[int]) -> tuple[int, ...]:
        whole = sum(self._counts[number] for number in numbers)
        kept = [n for n in numbers if self._counts[n] >= RARE_READING * whole]
        kept.sort(key=lambda number: -self._counts[number])
        return tuple(kept[:READINGS])


def marked_share(words: Sequence[str]) -> float:
    """Return the share of *words* that have marks; numbers do not count."""
    letters = [word for word in words if word.isalpha()]
    return sum(word != fold(word) for word in letters) / max(len(letters), 1)


def _words(text: str) -> list[str]:
    return [word.text for word in syllables(normalise(text))]
