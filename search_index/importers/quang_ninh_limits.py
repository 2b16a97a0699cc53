"""Limits of the province's land procedures: the list's, compared with the annex's.

The list has one limit a row and is what counts; the annex says it again in sentences,
sometimes in another unit, for other cases, or about another procedure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search_index.importers.base import one_line
from search_index.importers.channel_rows import number
from search_index.importers.limits import DURATION, LONGER
from vietnamese.fold import fold
from vietnamese.folded_text import FoldedText

PHASES = re.compile(r"\(trong do[^()]*\)")
SUBJECT = re.compile(
    r"^thoi gian (?:thuc hien|giai quyet) (?:viec |doi voi truong hop )"
    r"(?P<subject>.+?)(?: la)? khong qua"
)
DAYS = "ngay"


@dataclass(frozen=True)
class AnnexLimits:
    """What the annex adds to the list: what lengthens the limit, doubts, sentences."""

    longer: str
    flags: tuple[str, ...]
    text: str


def compare(
    listed: Sequence[str], annex: Sequence[str], own: str, others: Iterable[str]
) -> AnnexLimits:
    """Compare the sentences of the *annex* with the *listed* limits.

    *own* holds the procedure's names, *others* those of the file's other ones.
    """
    sentences = [FoldedText(_without_phases(one_line(line))) for line in annex]
    longer = [both.text for both in sentences if both.has(LONGER)]
    told = [both for both in sentences if not both.has(LONGER)]
    known = {
        (number(match["amount"]), match["unit"])
        for text in listed
        for match in FoldedText(text).find(DURATION)
    }
    amounts = {amount for amount, _ in known}
    flags, kept = [], []
    for both in told:
        found = [(number(m["amount"]), m["unit"]) for m in both.find(DURATION)]
        if any(
            amount in amounts and unit == DAYS and (amount, unit) not in known
            for amount, unit in found
        ):
            flags.append("time_unit_conflict")
        if any(amount not in amounts for amount, _ in found):
            flags.append("time_cases_in_text")
            kept.append(both.text)
        if _of_another(both.folded, own, others):
            flags.append("time_sentence_of_other_procedure")
    return AnnexLimits(
        # Semicolons would cut the condition in two.
        ". ".join(text.replace(";", ",").strip(" .") for text in longer),
        tuple(dict.fromkeys(flags)),
        " ".join(kept),
    )


def _of_another(sentence: str, own: str, others: Iterable[str]) -> bool:
    """Tell whether a sentence speaks of what another procedure is named after."""
    found = SUBJECT.match(sentence)
    if found is None:
        return False
    subject = words_of(found["subject"])
    return subject not in words_of(own) and any(
        subject in words_of(name) for name in others
    )


def words_of(text: str) -> str:
    """Return the words of *text*, folded, with one blank between and around."""
    return f" {' '.join(re.findall(r'[a-z0-9]+', fold(text).lower()))} "


def _without_phases(text: str) -> str:
    both = FoldedText(text)
    for match in reversed(list(both.find(PHASES))):
        text = text[: match.start()] + text[match.end() :]
    return one_line(text)
