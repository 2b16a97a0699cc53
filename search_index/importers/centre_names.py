"""Which Centres a cell names: "Phường Hà Tu; 06658; Trung tâm tỉnh; tất cả các xã"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from search_index.importers.base import WrongField, clean, one_line
from search_index.procedure import AuthorityLevel
from search_index.reference import Commune
from vietnamese.fold import fold
from vietnamese.folded_text import FoldedText

PROVINCE = "province"
PART = re.compile(r"[^;,\n]+")
ALL_KINDS = re.compile(r"xa, ?phuong(?:,| va)? ?dac khu")
OFFICE = re.compile(
    r"^(?:trung tam(?: phuc vu)?(?: hanh chinh cong)?|tthcc|ttpvhcc|hcc)(?: |$)"
)
PROVINCIAL = re.compile(r"(?:cap )?tinh(?: .+)?|province")
ALL_COMMUNES = re.compile(r"(?:(?:tat ca|toan bo|cac|cap|\d+) )+xa(?: phuong.*)?")
EVERYWHERE = re.compile(r"tat ca(?: cac trung tam)?|toan tinh")
KIND = re.compile(r"^(?:phuong|xa|dac khu) ")
Levels = tuple[AuthorityLevel, ...]


class CentreNames:
    """The Centres of the province by the names and codes that people write."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        """Take the communes; a bare name that two of them share names neither."""
        self._codes: dict[str, str] = {}
        bare: dict[str, list[str]] = {}
        for commune in communes:
            name = _key(commune.name)
            self._codes[name] = self._codes[commune.code] = commune.code
            bare.setdefault(KIND.sub("", name), []).append(commune.code)
        for name, codes in bare.items():
            if len(codes) == 1:
                self._codes.setdefault(name, codes[0])

    def read(self, text: str) -> tuple[tuple[str, ...], Levels]:
        """Return the Centres that *text* names, and the levels they are of.

        No Centre, but levels: all Centres of these levels. Neither: nothing is said.

        Raises:
            WrongField: if a name is none that we know.
        """
        province = all_communes = False
        named: dict[str, None] = {}
        for part in _parts(clean(text)):
            name = OFFICE.sub("", _key(part))
            if name in self._codes:
                named[self._codes[name]] = None
            elif EVERYWHERE.fullmatch(name):
                province = all_communes = True
            elif ALL_COMMUNES.fullmatch(name):
                all_communes = True
            elif PROVINCIAL.fullmatch(name):
                province = True
            else:
                raise WrongField("centres", f"{one_line(part)!r} is no Centre we know")
        levels = [AuthorityLevel.PROVINCE] if province else []
        if all_communes or named:
            levels.append(AuthorityLevel.COMMUNE)
        if all_communes:
            return (), tuple(levels)
        return (*((PROVINCE,) if province else ()), *named), tuple(levels)


def _parts(text: str) -> Iterator[str]:
    """Yield what stands between separators; "xã, phường, đặc khu" is one part."""
    both = FoldedText(text)
    joined = ALL_KINDS.sub(lambda match: match[0].replace(",", " "), both.folded)
    for match in PART.finditer(joined):
        part = both.original(match)
        if _key(part):
            yield part


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(one_line(text)).lower()))
