"""What a message refers back to: a topic of before, the last facet, simpler words.

Pure rules on folded text; they only say how a message leans on the conversation, not
what is answered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.context import Context
from vietnamese.fold import fold

BACK = re.compile(
    r"\b(?:quay (?:lai|ve)|tro lai|luc nay|hoi nay|ban nay|khi nay|nay gio"
    r"|o tren|hoi truoc|truoc do|dau tien|ban dau|luc dau)\b"
)
# "thế còn …", "còn của mẹ cháu": what was asked is asked again of something else.
AGAIN = re.compile(
    r"^(?:da|a|u|uh|um|vang|ok|oke|oki|roi|thi|the|vay|ui|oi|nhan tien|tien the|,|\s)*"
    r"(?:con|nhu (?:vay|the) (?:con|thi)|giong vay)\b"
)
SIMPLER = re.compile(
    r"\b(?:(?:noi|giai thich|viet|noi lai|tom tat|tom lai) .{0,24}?"
    r"(?:don gian|de hieu|ngan gon|ngan|gon|binh dan)"
    r"|(?:don gian|de hieu|ngan gon) (?:hon|thoi|lai|giup|di)"
    r"|tom tat|tom lai|kho hieu|khong hieu|chua hieu|k hieu|ko hieu|noi lai)\b"
)
CORRECTED = re.compile(
    r"^.{0,14}?\b(?:nham|khong phai|y (?:em|toi|chau|minh|bac|tui|co|chi|anh|la)"
    r"|sai roi|khong,)\b"
)
COMPARES = re.compile(
    r"\b(?:khac (?:gi|nhau|the nao|ra sao|cho nao|o dau|biet)|so voi|so sanh"
    r"|giong nhau|co giong|phan biet)\b"
)
# "thế giấy phép nuôi hổ thì sao": a thing of its own, whether we know it or not.
NAMES_A_THING = re.compile(
    r"\b(?:giay (?:phep|chung nhan|xac nhan)|chung chi|dang (?:ky|ki|kiem)|thu tuc"
    r"|cap (?:lai|doi|phep|giay|the|moi)|xin (?:cap|phep|giay)|lam (?:giay|the|thu tuc)"
    r"|gia han|ho so xin)\b"
)
# From this share of its words on a message speaks of a topic; how much more of one
# than of another is clear.
NAMED, CLEARLY = 0.5, 0.2
LONGEST_SIMPLER = 12  # words: a longer message has a matter of its own


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", fold(text).lower()).strip()


def asks_for_simpler(text: str) -> bool:
    """Tell whether *text* asks for the last answer in simpler words."""
    plain = _plain(text)
    return len(plain.split()) <= LONGEST_SIMPLER and bool(SIMPLER.search(plain))


def asks_again(text: str) -> bool:
    """Tell whether *text* asks of something else what was asked last."""
    return bool(AGAIN.match(_plain(text)))


def corrects(text: str) -> bool:
    """Tell whether *text* puts the last understanding right."""
    return bool(CORRECTED.match(_plain(text)))


def compares(text: str) -> bool:
    """Tell whether *text* asks for the difference of two procedures."""
    return bool(COMPARES.search(_plain(text)))


def names_a_thing(text: str) -> bool:
    """Tell whether *text* holds words that papers and procedures are named by."""
    return bool(NAMES_A_THING.search(_plain(text)))


def goes_back(text: str) -> bool:
    """Tell whether *text* goes back to what was talked about before."""
    return bool(BACK.search(_plain(text)))


def earlier_topic(
    text: str, context: Context, spoken_of: Mapping[str, float]
) -> str | None:
    """Return the id of the earlier topic that *text* speaks of, or None.

    "Quay lại cái khai sinh" goes back to the one whose words it holds, and without
    any to the one before. Without such a phrase it must hold clearly more of an
    earlier topic's words than of the present one's.
    """
    others = [one for one in context.recent if one != context.procedure]
    others = [one for one in others if one in spoken_of]
    if not others:
        return None
    best = max(others, key=lambda one: (spoken_of[one], others.index(one)))
    present = spoken_of.get(context.procedure or "", 0.0)
    if goes_back(text):
        # Nothing named: all explain it alike, and the one before is meant.
        return best if spoken_of[best] >= present else None
    return best if spoken_of[best] >= max(NAMED, present + CLEARLY) else None
