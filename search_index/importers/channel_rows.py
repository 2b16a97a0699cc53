"""The "cách thức thực hiện" table of the national portal, flattened to one text.

The crawl lost the table's lines: "Trực tuyến1Miễn phíTrực tiếp8 Ngày làm việc…". A
row begins with a channel that is followed at once by a time or a fee; what stands
between two rows belongs to the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search_index.procedure import Method, TimeUnit
from vietnamese.folded_text import FoldedText

METHODS = {
    "truc tiep": Method.IN_PERSON,
    "truc tuyen": Method.ONLINE,
    "dich vu buu chinh": Method.POST,
}
UNITS = {
    "ngay lam viec": TimeUnit.WORKING_DAY,
    "ngay": TimeUnit.DAY,
    "gio lam viec": TimeUnit.WORKING_HOUR,
    "gio": TimeUnit.HOUR,
    "thang": TimeUnit.MONTH,
    "nam": TimeUnit.YEAR,
}
HEAD = re.compile(r"hinh thuc nop\s*thoi gian\s*phi, le phi\s*mo ta")
UNIT = "|".join(UNITS)
NOTHING = "khong co thong tin"
AMOUNT = r"\d{1,3}(?:,\d{3})+|\d+(?:[.,]\d+)?"
CURRENCY = r"viet nam dong|vnd|usd|euro?"
FEE = rf"(?:mien phi|{NOTHING}|(?:{AMOUNT}) ?(?:{CURRENCY}))"
TIME = (
    rf"(?:(?P<amount>\d{{1,4}}(?:[.,]\d{{1,2}})?) ?(?P<unit>{UNIT})"
    r"|(?P<bare>\d{1,4}))"
)
ROW = re.compile(
    # A time without unit runs into the amount: "1" and "20 VNĐ" stand as "120 VNĐ".
    rf"(?P<stuck>{'|'.join(METHODS)})(?=\d{{2,}}(?:,\d{{3}})* ?(?:{CURRENCY}))"
    rf"|(?P<channel>{'|'.join(METHODS)})"
    # A time in words follows without a blank; " tại …" would be a description.
    rf"(?:{TIME}|{NOTHING}|(?P<words>[a-z][^:]{{2,200}}?))?(?={FEE})"
)
STUCK = re.compile(rf"(?P<digits>\d{{2,}})(?P<groups>(?:,\d{{3}})*) ?(?:{CURRENCY})")
# Below a thousand: flagged as cut, whatever the note says, and never told.
UNSURE = 1.0
VND = re.compile(
    # Behind a slash stands the year of a law: "172/2010/TT-BTC".
    r"(?<![\d/.,])(?P<amount>\d{1,3}(?:[.,]\d{3})+|\d{4,9}) ?(?:d\b|dong|vnd|/|d/)|"
    r"(?P<million>\d{1,3}(?:,\d)?) trieu"
)
MONEY = re.compile(
    rf"(?P<free>mien phi)|(?P<none>{NOTHING})"
    rf"|(?P<amount>{AMOUNT}) ?(?P<currency>{CURRENCY})"
)


@dataclass(frozen=True)
class Money:
    """One entry of the fee column: an amount, "Miễn phí" or nothing, and its note.

    `amount` is in *currency* ("vnd", "usd", "eur"); `free` and no amount: the source
    writes "Miễn phí", also where nobody filled the column in.
    """

    amount: float | None
    currency: str
    free: bool
    note: str


@dataclass(frozen=True)
class ChannelRow:
    """One row: the channel, a time if it has one, fees and the description.

    `unit` is None where the source writes a bare number; `words` is a time that is
    told in words ("Không quy định").
    """

    method: Method
    amount: float | None
    unit: TimeUnit | None
    words: str
    money: tuple[Money, ...]
    description: str


def read_rows(text: str) -> list[ChannelRow]:
    """Return the rows of *text*, which is clean; text before the first is dropped."""
    both = FoldedText(text)
    head = HEAD.match(both.folded)
    begun = head.end() if head else 0
    starts = list(ROW.finditer(both.folded, begun))
    rows = []
    for place, match in enumerate(starts):
        end = starts[place + 1].start() if place + 1 < len(starts) else len(text)
        rest = FoldedText(text[match.end() : end].strip())
        rows.append(_row(match, both.original(match, "words"), rest))
    return rows


def number(text: str) -> float:
    """Read "1,5" and "1.5" as one and a half."""
    return float(text.replace(",", "."))


def _row(match: re.Match[str], words: str, rest: FoldedText) -> ChannelRow:
    written = match["amount"] or match["bare"]
    amount = number(written) if written else None
    stuck = STUCK.match(rest.folded) if match["stuck"] else None
    cut = _time_of(stuck, rest) if stuck is not None else None
    if stuck is not None and cut is None:
        # Neither is sure: a time without unit, and an amount that is never told.
        note, end = _note(rest.text, stuck.end())
        amount = float(stuck["digits"])
        money: tuple[Money, ...] = (Money(UNSURE, "vnd", free=False, note=note),)
    else:
        if cut is not None:
            amount, rest = float(cut), FoldedText(rest.text[len(cut) :])
        money, end = _money(rest)
    return ChannelRow(
        METHODS[match["channel"] or match["stuck"]],
        amount,
        UNITS[match["unit"]] if match["unit"] else None,
        words.strip(),
        money,
        rest.text[end:].strip(),
    )


def _time_of(stuck: re.Match[str], rest: FoldedText) -> str | None:
    """Return the digits of *stuck* that are the time, if there is one way to cut.

    An amount does not begin with a nought; the note often tells it in full.
    """
    digits, groups = stuck["digits"], stuck["groups"].replace(",", "")
    named = amounts_in(FoldedText(_note(rest.text, stuck.end())[0]))
    ways = []
    for at in range(1, len(digits)):
        amount = digits[at:] + groups
        if amount[0] != "0" and (not groups or len(digits[at:]) <= 3):
            ways.append((digits[:at], int(amount)))
    told = [way for way in ways if {way[1], way[1] * 1000} & named]
    ways = told or ways
    return ways[0][0] if len(ways) == 1 else None


def amounts_in(text: FoldedText) -> set[int]:
    """Return the amounts of money in *text*, in VND."""
    found = set()
    for match in text.find(VND):
        if match["million"]:
            found.add(round(number(match["million"]) * 1_000_000))
        else:
            found.add(int(re.sub(r"\D", "", match["amount"])))
    return found


def _money(rest: FoldedText) -> tuple[tuple[Money, ...], int]:
    """Return the fees at the start of *rest*, and where they end."""
    found, place = [], 0
    while (match := MONEY.match(rest.folded, place)) is not None:
        place = match.end()
        note, place = _note(rest.text, place)
        if match["none"]:
            continue
        amount = None
        if match["amount"]:
            amount = float(match["amount"].replace(",", ""))
        currency = {"usd": "usd", "eur": "eur", "euro": "eur"}.get(
            match["currency"] or "", "vnd"
        )
        found.append(Money(amount, currency, bool(match["free"]), note))
    return tuple(found), place


def _note(text: str, place: int) -> tuple[str, int]:
    """Return the note in brackets at *place*, and where it ends."""
    if not text.startswith("(", place):
        return "", place
    depth = 0
    for at in range(place, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return text[place + 1 : at].strip(), at + 1
    return text[place + 1 :].strip(), len(text)


def methods(rows: list[ChannelRow]) -> Iterator[Method]:
    """Yield each channel once, in the order of the rows."""
    yield from dict.fromkeys(row.method for row in rows)
