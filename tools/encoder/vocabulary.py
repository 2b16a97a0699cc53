"""The tokenizer of the base model, cut to the pieces that our texts use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from tools.encoder.base_weights import BaseWeights, Special

META = "\u2581"  # the mark that stands for a blank in sentencepiece
LAST_VIETNAMESE = 0x1EFA
SHORT = 2


def cut_tokenizer(
    base: BaseWeights, texts: Iterable[str]
) -> tuple[Tokenizer, list[int]]:
    """Return a tokenizer of the pieces that *texts* use, and their base numbers.

    Single Vietnamese letters and pairs stay, so that any word can still be spelt.
    """
    whole = _tokenizer(base.pieces, base.scores, base.special)
    special = base.special
    used = {special.begin, special.end, special.pad, special.unknown}
    for coded in whole.encode_batch(list(texts)):
        used.update(coded.ids)
    used.update(
        number
        for number, piece in enumerate(base.pieces)
        if len(piece) <= SHORT
        and all(ord(char) < LAST_VIETNAMESE or char == META for char in piece)
    )
    kept = sorted(used)
    new = {old: number for number, old in enumerate(kept)}
    tokenizer = _tokenizer(
        [base.pieces[number] for number in kept],
        base.scores[kept],
        Special(
            new[special.begin], new[special.end], new[special.pad], new[special.unknown]
        ),
    )
    return tokenizer, kept


def _tokenizer(
    pieces: Sequence[str], scores: np.ndarray, special: Special
) -> Tokenizer:
    pairs = list(zip(pieces, map(float, scores), strict=True))
    tokenizer = Tokenizer(models.Unigram(pairs, unk_id=special.unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(
        replacement=META, prepend_scheme="always", split=False
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        special_tokens=[("<s>", special.begin), ("</s>", special.end)],
    )
    return tokenizer
