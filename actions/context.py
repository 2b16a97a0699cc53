"""What a conversation is about, as it travels with each message."""

from __future__ import annotations

import datetime

import msgspec

from search_index.procedure import Facet

# After half an hour the citizen has put the phone away; "thế còn phí?" then means
# whatever they have in mind now, not what we talked about.
REMEMBERED = 5
STALE_AFTER = datetime.timedelta(minutes=30)


class Choice(msgspec.Struct, frozen=True, omit_defaults=True):
    """A choice offered to the citizen: a procedure, one of its facets, a case."""

    title: str
    procedure: str
    facet: Facet | None = None
    case: str | None = None


class Context(msgspec.Struct, frozen=True, omit_defaults=True):
    """The memory of a conversation.

    `procedure` is the one last answered, `recent` those answered before, oldest first;
    `choices` are those on offer, in the order shown; `facets` were asked last and are
    still owed while choices are open; `open` holds the words of a question that is not
    answered yet, `asked_back` tells that the citizen was asked which procedure is
    meant; `forgotten` that there was a topic, too long ago; `at` is when, UTC.
    """

    procedure: str | None = None
    facets: tuple[Facet, ...] = ()
    choices: tuple[Choice, ...] = ()
    at: datetime.datetime | None = None
    recent: tuple[str, ...] = ()
    open: str = ""
    asked_back: bool = False
    forgotten: bool = False

    def answered(self, procedure: str) -> tuple[str, ...]:
        """Return `recent` once *procedure* has been answered too."""
        others = [one for one in self.recent if one != procedure]
        return (*others, procedure)[-REMEMBERED:]

    def fresh(self, now: datetime.datetime) -> Context:
        """Return this memory, or an empty one when it is older than half an hour."""
        if self.at is None or now - self.at > STALE_AFTER:
            return Context(forgotten=self.procedure is not None)
        return self


def read_context(raw: object) -> Context:
    """Return the context in *raw*; what cannot be read is forgotten.

    A context written by an older release must never cost a citizen the answer.
    """
    try:
        return msgspec.convert(raw, Context)
    except msgspec.ValidationError:
        return Context()
