"""Spoilt copies of a question: without marks, as typed on a phone, misspelt.

In training they replace a restorer of marks: the model learns that they mean the
same. Evaluation uses other spoilers (evaluation/spoil.py).
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

from vietnamese.fold import fold

SLIPS = "aeiounhgt"
CHARACTERS_PER_SLIP = 30
SHARE_SHORTENED = 0.6
# Letters that sound alike in one region or another.
SOUNDS = [("l", "n"), ("tr", "ch"), ("s", "x"), ("d", "gi"), ("r", "d"), ("i", "y")]


class Spoiler:
    """Makes variants; `shorts` maps full words to how they are shortened."""

    def __init__(self, shorts: Mapping[str, list[str]], seed: int) -> None:
        """Draw from a generator of its own, so that runs can be repeated."""
        self._shorts = dict(sorted(shorts.items(), key=lambda pair: -len(pair[0])))
        self._random = random.Random(seed)

    def versions(self, text: str) -> list[str]:
        """Return variants to draw from; the question as written stands twice."""
        return [
            text,
            text,
            fold(text),
            self.shortened(text),
            self.misspelt(text),
            self.misspelt(fold(text)),
            self.by_sound(text),
        ]

    def shortened(self, text: str) -> str:
        """Return *text* with some words shortened as in chats."""
        for words, shorts in self._shorts.items():
            if words in text and self._random.random() < SHARE_SHORTENED:
                text = text.replace(words, self._random.choice(shorts))
        return text

    def misspelt(self, text: str) -> str:
        """Return *text* with a letter lost, doubled or swapped here and there."""
        letters = list(text)
        for _ in range(max(1, len(letters) // CHARACTERS_PER_SLIP)):
            place, kind = self._random.randrange(len(letters)), self._random.random()
            if kind < 0.35:
                letters[place] = ""
            elif kind < 0.7 and place + 1 < len(letters):
                swapped = letters[place : place + 2]
                letters[place : place + 2] = swapped[::-1]
            else:
                letters[place] += self._random.choice(SLIPS)
        return "".join(letters)

    def by_sound(self, text: str) -> str:
        """Return *text* with one pair of sounds confused at word beginnings."""
        one, other = self._random.choice(SOUNDS)
        if self._random.random() < 0.5:
            one, other = other, one
        return re.sub(rf"\b{one}(?=[^\W\d_])", other, text)
