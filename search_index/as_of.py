"""A record as it holds on a day: what has ended is not told any more."""

from __future__ import annotations

import datetime

import msgspec

from search_index.importers.national_fees import last_days
from search_index.importers.words import ImportWords, flag_record
from search_index.procedure import Case, Procedure


def as_of(procedure: Procedure, day: datetime.date, words: ImportWords) -> Procedure:
    """Return *procedure* without fees that ended before *day*; says so by a flag.

    What the source's own words say about such a fee stays, with the flag.
    """
    cases = tuple(_case(case, day) for case in procedure.cases)
    ended = any(last < day for last in last_days(procedure.text("fees") or ""))
    if cases == procedure.cases and not ended:
        return procedure
    flags = (*procedure.flags, flag_record("fee_expired", words))
    return msgspec.structs.replace(procedure, cases=cases, flags=flags)


def _case(case: Case, day: datetime.date) -> Case:
    if all(fee.until is None or fee.until >= day for fee in case.fees):
        return case
    fees = tuple(fee for fee in case.fees if fee.until is None or fee.until >= day)
    return msgspec.structs.replace(case, fees=fees)
