"""What is decided about a message: pure values between deciding and replying."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from search_index.procedure import Facet, Procedure


class Status(enum.StrEnum):
    """What became of a turn; the staff desk filters by the same words."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    UNANSWERED = "unanswered"
    DOSSIER = "dossier"
    SMALL_TALK = "small_talk"
    HANDOVER = "handover"
    REFUSED = "refused"
    ERROR = "error"


@dataclass(frozen=True)
class Decision:
    """What to say about which procedures; `reason` tells staff why not more.

    `twins` are the answered one at other levels; `elsewhere` names another office's
    procedure that the question seems to mean; `plain` asks for the simplest words;
    `compared` is to stand beside the answered one.
    """

    status: Status
    procedures: tuple[Procedure, ...] = ()
    facets: tuple[Facet, ...] = ()
    case: str | None = None
    reason: str = ""
    twins: tuple[Procedure, ...] = ()
    elsewhere: str = ""
    plain: bool = False
    compared: tuple[Procedure, ...] = ()
