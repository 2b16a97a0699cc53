"""One record out of several: the province's before ours before the national one.

A province's decision publishes names, limits, places and fees, not papers or steps;
the national record has those. So the province's fields stand where it has any, the
rest comes from the record below, with that record's doubts about those fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from search_index.procedure import (
    Case,
    Origin,
    Procedure,
    ProcessingTime,
    TimeBasis,
)
from vietnamese.fold import fold

ORDER = (Origin.PROVINCE, Origin.OWN, Origin.NATIONAL)
# Taken from the higher record whenever it says anything.
WHOLE = (
    "submission_methods",
    "receiving_places",
    "reach",
    "centres",
    "steps",
    "conditions",
    "outcome",
    "legal_basis",
    "decision",
    "valid_from",
    "abolished_on",
    "replaced_by",
)
OURS = frozenset({"steps", "conditions", "outcome"})
LONGEST_CONDITION = 160


def merge(records: Iterable[Procedure]) -> list[Procedure]:
    """Return one record for each procedure of *records*; order of first appearance.

    Records belong together when they share an id or a code.
    """
    groups: dict[str, list[Procedure]] = {}
    by_code: dict[str, str] = {}
    for record in records:
        key = by_code.get(record.code or "", record.id)
        if record.code:
            by_code.setdefault(record.code, key)
        groups.setdefault(key, []).append(record)
    return [_merged(group) for group in groups.values()]


def _merged(group: Sequence[Procedure]) -> Procedure:
    ordered = sorted(group, key=lambda record: ORDER.index(record.origin))
    result = ordered[-1]
    for higher in reversed(ordered[:-1]):
        result = over(higher, result)
    return result


def over(higher: Procedure, lower: Procedure) -> Procedure:
    """Return *higher* laid over *lower*.

    A record of our own is whole (written and checked by hand): it replaces what it
    stands over. A province's record leaves papers and steps to the one below.
    """
    if higher.origin is not Origin.PROVINCE:
        return _keep_identity(higher, lower)
    changed = {name: value for name in WHOLE if (value := getattr(higher, name))}
    if lower.origin is Origin.OWN:
        # What we wrote for citizens is not replaced by the decision's sentences.
        changed = {
            k: v for k, v in changed.items() if k not in OURS or not getattr(lower, k)
        }
    same_decision = (
        lower.origin is Origin.OWN
        and lower.decision is not None
        and higher.decision is not None
        and lower.decision.number == higher.decision.number
    )
    told = {
        "processing_times": any(case.processing_times for case in higher.cases),
        "fees": any(case.fees for case in higher.cases),
    }
    cases = lower.cases
    # Our own words for the same decision stay: they name the cases as people do.
    with_papers = any(case.requirements for case in higher.cases)
    if not same_decision and with_papers:
        cases, told["requirements"] = higher.cases, True
    elif not same_decision and any(told.values()):
        cases = _cases(higher, lower)
    replaced = {name for name, has in told.items() if has}
    replaced |= set(changed) | {"name"}
    kept = [flag for flag in lower.flags if flag.field not in replaced]
    texts = [text for text in lower.texts if text.field not in replaced]
    own_name = lower.origin is Origin.OWN
    return msgspec.structs.replace(
        lower,
        **changed,
        name=lower.name if own_name else higher.name,
        levels=tuple(dict.fromkeys((*higher.levels, *lower.levels))),
        cases=cases,
        origin=Origin.PROVINCE,
        flags=(*higher.flags, *kept),
        texts=(*higher.texts, *texts),
        code=lower.code or higher.code,
        aliases=tuple(dict.fromkeys((*lower.aliases, *higher.aliases))),
    )


def _keep_identity(higher: Procedure, lower: Procedure) -> Procedure:
    """Return our own record with what only the national one has."""
    return msgspec.structs.replace(
        higher,
        code=higher.code or lower.code,
        source_url=higher.source_url or lower.source_url,
        asked_by=higher.asked_by or lower.asked_by,
    )


def _cases(higher: Procedure, lower: Procedure) -> tuple[Case, ...]:
    """Return the cases below with the limits and fees of the decision.

    Where both name the same cases each gets its own; else every case gets all limits
    of the decision, each with the case that it is for.
    """
    alike = {_plain(case.label): case for case in higher.cases}
    single = len(higher.cases) == 1
    every_time = tuple(
        time if single else _for_case(time, case)
        for case in higher.cases
        for time in case.processing_times
    )
    every_fee = tuple(dict.fromkeys(fee for case in higher.cases for fee in case.fees))
    result = []
    for case in lower.cases or (Case(id="case-1", label=higher.cases[0].label),):
        mine = alike.get(_plain(case.label))
        times = mine.processing_times if mine else every_time
        statutory = tuple(
            time
            for time in case.processing_times
            if time.basis is TimeBasis.STATUTORY
            and not any(flag.field == "processing_times" for flag in lower.flags)
        )
        result.append(
            msgspec.structs.replace(
                case,
                processing_times=(*times, *statutory)
                if times
                else case.processing_times,
                fees=(mine.fees if mine else every_fee) or case.fees,
            )
        )
    return tuple(result)


def _for_case(time: ProcessingTime, case: Case) -> ProcessingTime:
    label = case.label
    if len(label) > LONGEST_CONDITION:
        label = label[:LONGEST_CONDITION].rsplit(" ", 1)[0] + " …"
    condition = f"{label}; {time.condition}" if time.condition else label
    return msgspec.structs.replace(time, condition=condition)


def _plain(text: str) -> str:
    return " ".join(fold(text).lower().split())
