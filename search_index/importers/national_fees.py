"""Fees of the national file's rows as typed values, where they can be.

"Miễn phí" stands where nobody filled the column in, amounts lose their thousands, and a
note tells what really is to be paid: each is compared with the other.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from search_index.importers.channel_rows import ChannelRow, Money, amounts_in
from search_index.importers.national_values import Values, shortened
from search_index.importers.words import ImportWords
from search_index.procedure import Fee, Method
from vietnamese.folded_text import FoldedText

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
# By a share of the amount ("bằng 50% mức phí nêu trên") or for a time.
REDUCED = re.compile(
    r"(?:bang|giam) (?:con )?\d{1,3} ?%|(?:mien|giam)(?: thu)?(?: phi| le phi)?"
    r"(?: ke)?[ (]*tu ngay"
)
NOTHING_SAID = re.compile(
    r"[\s.()-]*(?:khong(?: co| co thong tin| quy dinh)?)?[\s.()-]*"
)
UNTIL = re.compile(
    r"(?:den|het|den het)(?: het)?(?: ngay)? (\d{1,2})/(\d{1,2})/(20\d\d)"
)
SENTENCE = re.compile(r"(?<=[.;])\s+|\s+[+-]\s+")


def fees(rows: list[ChannelRow], words: ImportWords) -> Values[Fee]:
    """Return the fees of *rows*."""
    result: Values[Fee] = Values()
    typed: dict[Fee, list[Method]] = {}
    texts: list[str] = []
    told = [(row, money) for row in rows for money in row.money]
    if not told:
        result.flags.append("fee_missing")
    for row, money in told:
        fee, flags = _fee(money, words)
        result.flags += flags
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


def _fee(money: Money, words: ImportWords) -> tuple[Fee | None, list[str]]:
    """Return the fee that *money* tells, or none, and what is doubtful about it."""
    note = FoldedText(money.note)
    amounts = amounts_in(note)
    if money.currency != "vnd":
        return None, ["fee_in_other_currency"]
    if not money.amount:
        return _free(note, amounts, words)
    amount, flags = round(money.amount), []
    if amount < 1000:
        if amount * 1000 not in amounts:
            return None, ["fee_thousands_cut"]
        amount, flags = amount * 1000, ["fee_thousands_restored"]
    elif amounts and amount not in amounts:
        return None, ["fee_conflict"]
    council = COUNCIL.search(note.folded)
    if council is not None and not amounts:
        # The column has some province's amount; ours is its Council's to set.
        return Fee(name=words.fee, set_by=note.original(council)), []
    if note.has(REDUCED):
        flags.append("fee_reduced_for_a_time")
    return Fee(
        name=words.fee,
        amount=amount,
        condition=shortened(money.note),
        until=last_day(money.note, amount),
    ), flags


def _free(
    note: FoldedText, amounts: set[int], words: ImportWords
) -> tuple[Fee | None, list[str]]:
    if amounts:
        return None, ["free_but_fee_cited"]
    # "… do Hội đồng nhân dân quyết định. Miễn lệ phí cho hộ nghèo" is not free.
    parts = [FoldedText(part) for part in SENTENCE.split(note.text)]
    charged = [p for p in parts if p.has(CITED) and not p.has(NO_CHARGE)]
    if note.has(NO_CHARGE) and not charged:
        fee = Fee(name=words.fee, free=True, condition=shortened(note.text))
        return fee, []
    for pattern in (COUNCIL, CIRCULAR):
        for part in charged:
            match = pattern.search(part.folded)
            if match is not None:
                fee = Fee(name=words.fee, set_by=part.original(match).rstrip(" .,;"))
                return fee, ["free_but_fee_cited"]
    return None, ["free_but_fee_cited" if charged else "fee_bare_zero"]


def last_day(note: str, amount: int) -> datetime.date | None:
    """Return the last day of *amount* where *note* says that it holds for a time.

    Only the sentence with the amount counts, or the only sentence there is.
    """
    sentences = [FoldedText(part) for part in SENTENCE.split(note)]
    about = [part for part in sentences if amount in amounts_in(part)]
    # A reduction that ends is not the amount that ends.
    about = about or [part for part in sentences[:1] if not part.has(REDUCED)]
    told = about[0].folded if about else ""
    reduced = REDUCED.search(told)
    match = UNTIL.search(told, 0, reduced.start() if reduced else len(told))
    if match is None:
        return None
    try:
        return datetime.date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


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


def last_days(text: str) -> Iterator[datetime.date]:
    """Yield the days until which something in *text* holds ("đến hết ngày …")."""
    for match in FoldedText(text).find(UNTIL):
        try:
            yield datetime.date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            continue
