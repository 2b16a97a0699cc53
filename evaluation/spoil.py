"""Versions of a question as phones and hurried people send them, for measuring.

Not the spoilers of the encoder's training (tools/encoder/spoil.py): other slips, drawn
anew, so that the figures say something about slips nobody trained on.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Mapping

from vietnamese.fold import fold

# What telex and VNI leave when a key is missed: "ddawng", "giaay", "so61".
TELEX = {
    "\u0103": "aw", "\u00e2": "aa", "\u00ea": "ee", "\u00f4": "oo", "\u01a1": "ow",
    "\u01b0": "uw", "\u0111": "dd",
}  # fmt: skip
SOUNDS = [("l", "n"), ("n", "l"), ("tr", "ch"), ("ch", "tr"), ("s", "x"), ("x", "s"),
          ("gi", "d"), ("d", "gi"), ("r", "d")]  # fmt: skip
NEAR = {"a": "s", "e": "r", "i": "o", "o": "p", "u": "y", "n": "m", "h": "j", "t": "r",
        "c": "v", "g": "h", "d": "f", "m": "n"}  # fmt: skip
WORDS_PER_SLIP = 9

Spoiler = Callable[[str], str]


def folded(text: str) -> str:
    """Return *text* as typed without marks."""
    return fold(text)


def misspelt(text: str) -> str:
    """Return *text* with one slip in about nine words: sound, telex, key or letter."""
    draw = _draw(text)
    words = text.split()
    for place in draw.sample(range(len(words)), max(1, len(words) // WORDS_PER_SLIP)):
        words[place] = draw.choice((_by_sound, _telex, _by_key, _lost))(
            words[place], draw
        )
    return " ".join(words)


def phone_typist(shorts: Mapping[str, list[str]]) -> Spoiler:
    """Return who types on a phone: short words, no capitals, no full stops."""
    by_length = sorted(shorts.items(), key=lambda pair: -len(pair[0]))

    def typed(text: str) -> str:
        draw = _draw(text)
        text = re.sub(r"[.,;:!\"]", " ", text.lower())
        for words, short in by_length:
            if draw.random() < 0.5:
                text = re.sub(rf"\b{re.escape(words)}\b", draw.choice(short), text)
        return fold(text) if draw.random() < 0.35 else text

    return typed


def shorts_of(abbreviations: Mapping[str, str]) -> dict[str, list[str]]:
    """Turn abbreviation → words round: what people write for the words."""
    shorts: dict[str, list[str]] = {}
    for short, words in abbreviations.items():
        shorts.setdefault(words, []).append(short)
    return shorts


def _draw(text: str) -> random.Random:
    return random.Random(hashlib.sha256(text.encode()).digest())


def _by_sound(word: str, draw: random.Random) -> str:
    fitting = [(a, b) for a, b in SOUNDS if word.lower().startswith(a)]
    if not fitting:
        return _by_key(word, draw)
    one, other = draw.choice(fitting)
    return other + word[len(one) :]


def _telex(word: str, draw: random.Random) -> str:
    typed = "".join(TELEX.get(char, char) for char in word.lower())
    return typed if typed != word.lower() else _lost(word, draw)


def _by_key(word: str, draw: random.Random) -> str:
    places = [place for place, char in enumerate(word.lower()) if char in NEAR]
    if not places:
        return word
    place = draw.choice(places)
    return word[:place] + NEAR[word[place].lower()] + word[place + 1 :]


def _lost(word: str, draw: random.Random) -> str:
    if len(word) < 3:
        return word
    place = draw.randrange(len(word))
    return word[:place] + word[place + 1 :]
