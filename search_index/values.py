"""The closed sets of values that a record may hold."""

from __future__ import annotations

import enum


class Facet(enum.StrEnum):
    """The part of a procedure that a question asks for."""

    REQUIREMENTS = "requirements"
    FEE = "fee"
    PROCESSING_TIME = "processing_time"
    PLACE = "place"
    STEPS = "steps"
    ONLINE = "online"
    FORM = "form"
    CONDITIONS = "conditions"
    OUTCOME = "outcome"
    LEGAL_BASIS = "legal_basis"
    GENERAL = "general"


class AuthorityLevel(enum.StrEnum):
    """Who settles the procedure; districts ended on 2025-07-01."""

    COMMUNE = "commune"
    PROVINCE = "province"
    MINISTRY = "ministry"
    OTHER = "other"


class TimeUnit(enum.StrEnum):
    """A limit always has one of these; `same_day` carries no amount."""

    SAME_DAY = "same_day"
    HOUR = "hour"
    WORKING_HOUR = "working_hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"


class TimeBasis(enum.StrEnum):
    """By law, or shortened and published by the province."""

    STATUTORY = "statutory"
    COMMITTED = "committed"


class Area(enum.StrEnum):
    """Where a limit holds; `mountain` is mountain, island, border, hard-to-reach."""

    ALL = "all"
    PLAIN = "plain"
    MOUNTAIN = "mountain"


class Handling(enum.StrEnum):
    """What a citizen does with a paper: hand it in, or only show it."""

    SUBMIT = "submit"
    SHOW = "show"


class FilledBy(enum.StrEnum):
    """Who fills a form in. Forms of the agency are never asked of a citizen."""

    CITIZEN = "citizen"
    AGENCY = "agency"


class Method(enum.StrEnum):
    """How a dossier can be handed in."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    POST = "post"


class OnlineLevel(enum.StrEnum):
    """All steps online, or part of them."""

    FULL = "full"
    PARTIAL = "partial"


class Reach(enum.StrEnum):
    """How far from home a dossier may be handed in (`non-territorial`)."""

    COMMUNE = "commune"
    PROVINCE = "province"
    NATION = "nation"


class Origin(enum.StrEnum):
    """Whose record it is.

    The province's stands before our own, ours before the national one: a province
    publishes limits shorter than the law's.
    """

    PROVINCE = "province"
    OWN = "own"
    NATIONAL = "national"


class Severity(enum.StrEnum):
    """What a doubt does: hides the value, cautions, or is only known to staff."""

    BLOCKS = "blocks"
    WARNS = "warns"
    INFORMS = "informs"
