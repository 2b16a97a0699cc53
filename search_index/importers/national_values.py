"""Times and fees of the national file's rows as typed values, where they can be.

The bare columns mislead (a number without unit, "Miễn phí" for an empty column,
thousands cut off, cases put into channels), so each value is compared with what the
note and the description say. What does not agree becomes a flag, and the source's
words are kept.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from search_index.importers.channel_rows import UNITS, ChannelRow, Money, number
from search_index.importers.words import ImportWords
from search_index.procedure import Fee, Method, ProcessingTime, TimeUnit
from vietnamese.folded_text import FoldedText

LONGEST_CONDITION = 300
DURATION = re.compile(
    rf"(?P<amount>\d{{1,3}}(?:[.,]\d)?) ?(?P<unit>{'|'.join(UNITS)})(?!\w)"
)
VND = re.compile(
    r"(?P<amount>\d{1,3}(?:[.,]\d{3})+|\d{4,9}) ?(?:d\b|dong|vnd|/|d/)|"
    r"(?P<million>\d{1,3}(?:,\d)?) trieu"
)
CITED = re.compile(
    r"thong tu|nghi quyet|nghi dinh|hoi dong nhan dan|hdnd|theo quy dinh"
    r"|muc (?:thu|phi)|bieu (?:muc|phi)|luat phi"
)
COUNCIL = re.compile(
    r"hoi dong nhan dan(?: cap)?(?: (?:tinh|thanh pho))?|hdnd(?: tinh)?"
)
CIRCULAR = re.compile(r"(?:thong tu|nghi quyet|nghi dinh)(?: lien tich)? so [\w./-]+")
NO_CHARGE = re.compile(
    r"khong (?:thu|phai nop|mat) (?:phi|le phi)|mien (?:thu )?(?:phi|le phi)|\bmien phi"
)
NOTHING_SAID = re.compile(
    r"[\s.()-]*(?:khong(?: co| co thong tin| quy dinh)?)?[\s.()-]*"
)
UNTIL = re.compile(
    r"(?:den|het|den het)(?: het)?(?: ngay)? (\d{1,2})/(\d{1,2})/(20\d\d)"
)
SENTENCE = re.compile(r"(?<=[.;])\s+|\s+[+-]\s+")


V = TypeVar("V")


@dataclass
class Values(Generic[V]):
    """What a field of a record came to: typed values, doubts, the source's words."""

    values: list[V] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    text: str = ""


def processing_times(rows: list[ChannelRow]) -> Values[ProcessingTime]:
    """Return the limits of *rows*."""
    found: dict[tuple[float, TimeUnit], list[ChannelRow]] = {}
    flags: list[str] = []
    for row in rows:
        amount, unit, doubt = _time(row)
        if doubt:
            flags.append(doubt)
        if amount is not None and unit is not None:
            found.setdefault((amount, unit), []).append(row)
    several = len(found) > 1
    if several:
        flags.append("limits_differ_by_channel")
    times = [
        ProcessingTime(
            amount=amount,
            unit=unit,
            method=same[0].method if several and len(same) == 1 else None,
            condition=_shortened(same[0].description) if several else None,
        )
        for (amount, unit), same in found.items()
    ]
    words = list(dict.fromkeys(row.words for row in rows if row.words))
    told = [row.description for row in rows if _tells_other_times(row, found)]
    if told and not several:
        flags.append("time_cases_in_text")
    text = " ".join(dict.fromkeys([*words, *told]))
    if not text and not times:
        text = " ".join(dict.fromkeys(r.description for r in rows if r.description))
    return Values(times, list(dict.fromkeys(flags)), text)


def _time(row: ChannelRow) -> tuple[float | None, TimeUnit | None, str]:
    """Return a row's limit and what is doubtful about it."""
    if row.amount is None:
        return None, None, "" if row.words else "time_missing"
    if not row.amount:
        return None, None, "time_missing"
    said = [
        (number(match["amount"]), UNITS[match["unit"]])
        for match in FoldedText(row.description).find(DURATION)
    ]
    units = {unit for amount, unit in said if amount == row.amount}
    if row.unit is None:
        if len(units) == 1:
            return row.amount, units.pop(), "time_from_text"
        return None, None, "time_without_unit"
    if row.unit is TimeUnit.DAY and units == {TimeUnit.WORKING_DAY}:
        return row.amount, TimeUnit.WORKING_DAY, "time_unit_conflict"
    return row.amount, row.unit, ""


def _tells_other_times(
    row: ChannelRow, found: dict[tuple[float, TimeUnit], list[ChannelRow]]
) -> bool:
    known = {amount for amount, _ in found}
    return any(
        number(match["amount"]) not in known
        for match in FoldedText(row.description).find(DURATION)
    )


def fees(rows: list[ChannelRow], words: ImportWords) -> Values[Fee]:
    """Return the fees of *rows*."""
    result: Values[Fee] = Values()
    typed: dict[Fee, list[Method]] = {}
    texts: list[str] = []
    told = [(row, money) for row in rows for money in row.money]
    if not told:
        result.flags.append("fee_missing")
    for row, money in told:
        fee, flag = _fee(money, words)
        if flag:
            result.flags.append(flag)
        if fee is not None:
            typed.setdefault(fee, []).append(row.method)
        elif money.note and not NOTHING_SAID.fullmatch(FoldedText(money.note).folded):
            texts.append(money.note)
        elif money.free:
            texts.append(words.bare_free)
    everywhere = len({row.method for row in rows})
    result.values = [
        fee
        if len(set(methods)) == everywhere or len(typed) == 1
        else _for_method(fee, methods[0])
        for fee, methods in typed.items()
    ]
    result.flags = list(dict.fromkeys(result.flags))
    result.text = " ".join(dict.fromkeys(texts))
    return result


def _fee(money: Money, words: ImportWords) -> tuple[Fee | None, str]:
    """Return the fee that *money* tells, or none, and what is doubtful about it."""
    note = FoldedText(money.note)
    amounts = amounts_in(note)
    if money.currency != "vnd":
        return None, "fee_in_other_currency"
    if money.amount is None:
        return _free(note, amounts, words)
    amount, flag = round(money.amount), ""
    if amount == 0:
        return _free(note, amounts, words)
    if amount < 1000:
        if amount * 1000 not in amounts:
            return None, "fee_thousands_cut"
        amount, flag = amount * 1000, "fee_thousands_restored"
    elif amounts and amount not in amounts:
        return None, "fee_conflict"
    return Fee(
        name=words.fee,
        amount=amount,
        condition=_shortened(money.note),
        until=last_day(money.note, amount),
    ), flag


def _free(
    note: FoldedText, amounts: set[int], words: ImportWords
) -> tuple[Fee | None, str]:
    if amounts:
        return None, "free_but_fee_cited"
    if note.has(NO_CHARGE):
        return Fee(name=words.fee, free=True, condition=_shortened(note.text)), ""
    for pattern in (COUNCIL, CIRCULAR):
        match = pattern.search(note.folded)
        if match is not None:
            set_by = note.original(match)
            return Fee(name=words.fee, set_by=set_by), "free_but_fee_cited"
    if note.has(CITED):
        return None, "free_but_fee_cited"
    return None, "fee_bare_zero"


def amounts_in(text: FoldedText) -> set[int]:
    """Return the amounts of money in *text*, in VND."""
    found = set()
    for match in text.find(VND):
        if match["million"]:
            found.add(round(number(match["million"]) * 1_000_000))
        else:
            found.add(int(re.sub(r"\D", "", match["amount"])))
    return found


def last_day(note: str, amount: int) -> datetime.date | None:
    """Return the last day of *amount* where *note* says that it holds for a time.

    Only the sentence with the amount counts, or the only sentence there is.
    """
    sentences = [FoldedText(part) for part in SENTENCE.split(note)]
    about = [part for part in sentences if amount in amounts_in(part)] or sentences[:1]
    return next(last_days(about[0].text), None) if about else None


def last_days(text: str) -> Iterator[datetime.date]:
    """Yield the days until which something in *text* holds ("đến hết ngày …")."""
    for match in FoldedText(text).find(UNTIL):
        try:
            yield datetime.date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            continue


def _for_method(fee: Fee, method: Method) -> Fee:
    return Fee(
        name=fee.name,
        amount=fee.amount,
        free=fee.free,
        set_by=fee.set_by,
        condition=fee.condition,
        until=fee.until,
        method=method,
    )


def _shortened(text: str) -> str | None:
    text = text.strip(" .;:-+()")
    if len(text) > LONGEST_CONDITION:
        text = text[:LONGEST_CONDITION].rsplit(" ", 1)[0] + " …"
    return text or None
