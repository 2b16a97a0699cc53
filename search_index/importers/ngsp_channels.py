"""Channels in the shape of the national sharing platform, as rows of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from search_index.importers.base import WrongField, one_line
from search_index.importers.channel_rows import METHODS, UNITS, ChannelRow, Money
from search_index.importers.ngsp_shape import KEYS, Channel, Duration, FeeEntry, Loose
from search_index.importers.passages import told
from search_index.procedure import Method
from vietnamese.fold import fold

CHANNELS = {"1": Method.IN_PERSON, "2": Method.ONLINE, "3": Method.POST}
GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
PLAIN = re.compile(r"\d+(?:[.,]\d{1,2})?")


def channel_rows(channel: Channel) -> Iterator[ChannelRow]:
    """Yield the limits of *channel* as rows like those of the portal's page.

    Raises:
        WrongField: if the channel is none that we know.
    """
    written = fold(text_of(channel.channel)).lower()
    method = CHANNELS.get(written) or METHODS.get(written)
    if method is None:
        field = f"{KEYS['channels']}.KENH"
        raise WrongField(field, f"{written!r} is no channel (1, 2 or 3)")
    for duration in channel.durations or (Duration(),):
        amount, words_told = _number(duration.amount)
        unit = told(duration.unit or "")
        known = UNITS.get(fold(unit).lower())
        if amount is None and known is None:
            words_told = f"{words_told} {unit}".strip()
        yield ChannelRow(
            method,
            amount,
            known,
            words_told,
            tuple(map(_money, duration.fees or ())),
            told(duration.note or ""),
        )


def _money(fee: FeeEntry) -> Money:
    amount, words_told = _number(fee.amount)
    currency = fold(fee.currency or "").lower()
    vnd = not currency or "dong" in currency or "vnd" in currency or currency == "d"
    note = f"{words_told} {told(fee.note or '')}".strip()
    return Money(amount, "vnd" if vnd else currency, amount == 0, note)


def _number(written: Loose) -> tuple[float | None, str]:
    """Return the number that is written, or the words that stand in its place."""
    text = text_of(written)
    if GROUPED.fullmatch(text):
        return float(re.sub(r"\D", "", text)), ""
    if PLAIN.fullmatch(text):
        return float(text.replace(",", ".")), ""
    return None, text


def text_of(written: Loose) -> str:
    """Return what is written, a number or a text, as clean text on one line."""
    if isinstance(written, float):
        return f"{written:.2f}".removesuffix(".00")
    return "" if written is None else one_line(str(written))
