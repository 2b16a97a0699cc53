"""Codes and personal data in a citizen's words: found, normalised, masked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# People write 1.004194, 1,004194, "1. 004194" and 1004194.
PROCEDURE_CODE = re.compile(r"(?<![\w.,])([1-6])[ .,]{0,2}(\d{6})(?![\w]|[.,]\d)")

# {unit}-{date}-{number}: H49.22-261105-0012, 000.00.22.H49-261105-0012,
# G09.20-20260609-0092637. Dashes may be spaces or typographic.
DOSSIER_CODE = re.compile(
    r"(?<![\w.])"
    r"((?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}(?:\.\d{2,3}){0,4})"
    r"\s?[-–—]\s?(\d{6}(?:\d{2})?)"
    r"\s?[-–—]\s?(\d{4,7})"
    r"(?!\w)",
    re.IGNORECASE,
)

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w.])(?:\+?84|0)(?:[ .-]?\d){9}(?![\w]|\.\d)")
IDENTITY_NUMBER = re.compile(r"(?<![\w.])(?:\d{12}|\d{9})(?![\w]|\.\d)")


def procedure_codes(text: str) -> list[str]:
    """Return the procedure codes in *text* in the form 1.004194, in order."""
    bare = DOSSIER_CODE.sub(" ", text)
    return [f"{first}.{rest}" for first, rest in PROCEDURE_CODE.findall(bare)]


def dossier_codes(text: str) -> list[str]:
    """Return the dossier codes in *text*, upper case with plain dashes, in order."""
    return list(_dossier_codes(text))


def _dossier_codes(text: str) -> Iterator[str]:
    for unit, date, number in DOSSIER_CODE.findall(text):
        yield f"{unit.upper()}-{date}-{number}"


def mask_personal_data(text: str) -> str:
    """Return *text* with phone numbers, identity numbers and addresses blanked.

    Dossier codes stay: they are needed to look a dossier up. `mask_dossier_codes`
    blanks them before anything is stored.
    """
    text = _plain(text)
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\x00{len(kept) - 1}\x00"

    text = DOSSIER_CODE.sub(keep, text)
    text = EMAIL.sub("[email]", text)
    text = PHONE.sub("[phone]", text)
    text = IDENTITY_NUMBER.sub("[identity number]", text)
    return re.sub("\x00(\\d+)\x00", lambda match: kept[int(match[1])], text)


def _plain(text: str) -> str:
    """Return *text* with ASCII digits and no invisible characters.

    Full-width digits, or a zero-width space in a number, hide it from no reader.
    """
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in text
        if unicodedata.category(char) != "Cf"
    )


def mask_dossier_codes(text: str) -> str:
    """Return *text* with the dossier codes blanked but for their unit."""
    return DOSSIER_CODE.sub(lambda match: f"{match[1].upper()}-[dossier]", text)
