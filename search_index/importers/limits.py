"""Limits as provinces' decisions write them: "8 ngày làm việc (… miền núi …: 18 …)".

One cell holds the plain limit, the one for mountain, island, border and hard-to-reach
areas, and what lengthens it (ten days of the tax authority when a duty must be
determined).
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from search_index.importers.channel_rows import number
from search_index.procedure import Area, ProcessingTime, TimeBasis, TimeUnit
from vietnamese.folded_text import FoldedText

# A scanned page may lose the end of "ngày làm việc".
DURATION = re.compile(
    # "sau 15 giờ" is a time of the day, "ngày 15 tháng 7 năm 2026" a day.
    r"(?<!sau )(?<!ngay )(?<!thang )(?<!\d)"
    r"(?P<amount>\d{1,3}(?:[.,]\d{1,2})?)\s*(?:\([^()]{1,30}\)\s*)?"
    r"(?P<unit>ngay lam(?: viec)?|ngay|gio lam viec|gio|thang|nam)(?![a-z])"
)
UNITS = {
    "ngay": TimeUnit.DAY,
    "gio": TimeUnit.HOUR,
    "gio lam viec": TimeUnit.WORKING_HOUR,
    "thang": TimeUnit.MONTH,
    "nam": TimeUnit.YEAR,
}
SAME_DAY = re.compile(
    r"trong ngay(?: lam viec)?(?! lam viec)(?! (?:tiep|ke tiep|lien ke|lam viec tiep))"
)
HARD_AREA = re.compile(r"vung nui|mien nui|hai dao|bien gioi|kho khan|vung sau")
LONGER = re.compile(r"tang them|cong them|keo dai|duoc tinh them|\bthem \d")

# Brackets about areas and hours stand for themselves, others ("03 (ba)") do not.
IN_BRACKETS = re.compile(
    r"\((?=[^()]*(?:vung|mien|hai dao|bien gioi|kho khan|sau \d))[^()]*\)?"
)
FOR_CASES = re.compile(r"doi voi (?:cac )?(?:ho so|truong hop)")
STOP = re.compile(r"[.;] ")


@dataclass(frozen=True)
class Limits:
    """The limits of one cell; `rest` is what could not be read as one."""

    times: tuple[ProcessingTime, ...]
    rest: str


def read_limits(text: str, basis: TimeBasis) -> Limits:
    """Return the limits in *text*, which is clean."""
    plain: list[tuple[float | None, TimeUnit]] = []
    hard: list[tuple[float | None, TimeUnit]] = []
    conditions: list[str] = []
    rest: list[str] = []
    for part in filter(None, (one.strip() for one in _sentences(text))):
        both = FoldedText(part)
        found = [_duration(match) for match in both.find(DURATION)]
        if both.has(LONGER):
            conditions.append(part)
        elif both.has(HARD_AREA) and found:
            hard += found[-1:]
            plain += found[:-1]
        elif found:
            plain += found[:1]
            if len(found) > 1 or len(part) > 60:
                rest.append(part)
        elif both.has(SAME_DAY) and not plain:
            plain.append((None, TimeUnit.SAME_DAY))
        else:
            rest.append(part)
    condition = " ".join(conditions).strip(" .;") or None
    area = Area.PLAIN if hard else Area.ALL
    times = [_time(one, basis, area, condition) for one in dict.fromkeys(plain)]
    times += [
        _time(one, basis, Area.MOUNTAIN, condition) for one in dict.fromkeys(hard)
    ]
    return Limits(tuple(times), " ".join(rest))


def _sentences(text: str) -> list[str]:
    """Cut *text* at sentences, at brackets, and before what lengthens the limit."""
    both = FoldedText(text.replace("\n", " "))
    cuts = {0, len(text)}
    for match in both.find(IN_BRACKETS):
        cuts |= {match.start(), match.end()}
    cuts |= {match.start() for match in both.find(FOR_CASES)}
    cuts |= {match.end() for match in both.find(STOP)}
    places = sorted(cuts)
    return [both.text[a:b].strip(" .;()") for a, b in itertools.pairwise(places)]


def _duration(match: re.Match[str]) -> tuple[float, TimeUnit]:
    written = match["unit"]
    unit = UNITS.get(written, TimeUnit.WORKING_DAY)
    return number(match["amount"]), unit


def _time(
    one: tuple[float | None, TimeUnit],
    basis: TimeBasis,
    area: Area,
    condition: str | None,
) -> ProcessingTime:
    amount, unit = one
    return ProcessingTime(
        amount=amount, unit=unit, basis=basis, area=area, condition=condition
    )
