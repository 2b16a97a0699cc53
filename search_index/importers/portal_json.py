"""Detail records of the national portal's interface (`get-formality-by-citizen`).

One record in a file, an array or a line each, as saved or in the answer's envelope.
Values go through the same comparisons as those of the portal's pages: a zero is not
"free", a number without a unit is no limit.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

from search_index.importers.base import (
    ImportFailed,
    WrongField,
    failed,
    once_each,
    one_line,
    sane_day,
)
from search_index.importers.cases import same_for_all
from search_index.importers.channel_rows import methods
from search_index.importers.json_records import json_records
from search_index.importers.keys import procedure_id
from search_index.importers.laws import law_entry
from search_index.importers.national_fees import fees
from search_index.importers.passages import (
    LONGEST_TEXT,
    cut,
    lines,
    name_flags,
    names_district,
    steps,
    told,
)
from search_index.importers.portal_papers import read_components
from search_index.importers.portal_shape import Formality, Named, Proposal
from search_index.importers.portal_times import channel_rows, limits
from search_index.importers.words import ImportWords, flag_record
from search_index.procedure import (
    PROCEDURE_CODE,
    AuthorityLevel,
    Decision,
    FieldText,
    Method,
    OnlineLevel,
    Origin,
    Procedure,
    Reach,
    SubmissionMethod,
)

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PAGE = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/"
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
VIETNAM = datetime.timezone(datetime.timedelta(hours=7))


def read_portal_json(file: Path, words: ImportWords) -> Iterator[Procedure]:
    """Yield the records of *file*, one at a time.

    Raises:
        ImportFailed: at the first record that is none, or stands there twice; names
            row and field.
    """
    return once_each(file, _read(file, words))


def _read(file: Path, words: ImportWords) -> Iterator[tuple[int, Procedure]]:
    for row, formality in json_records(file, Formality):
        code = formality.code.strip()
        if not PROCEDURE_CODE.fullmatch(code):
            raise ImportFailed(
                file, f"{code!r} is no procedure code", row=row, field="code"
            )
        if not one_line(formality.name):
            raise ImportFailed(file, "is empty", row=row, field="name")
        try:
            yield row, _procedure(code, formality, words)
        except ValueError as exc:
            raise failed(file, exc, row, code) from exc


def _procedure(code: str, one: Formality, words: ImportWords) -> Procedure:
    rows = channel_rows(one.execution_methods or ())
    times = limits(rows, one.cases or (), words)
    paid = fees(rows, words)
    cases, flags = read_components(one.execution_cases or (), words)
    agency = (
        told(one.executing_agencies or "")
        or ", ".join(_names(one.departments_executing))
        or told(one.delegated_agencies or "")
    )
    told_steps = "\n".join(
        f"{step.name or ''}\n{step.description or ''}"
        for step in one.execution_steps or ()
    )
    places = one.dossier_receiving_addresses or ""
    flags = [*times.flags, *paid.flags, *flags, *name_flags(one.name)]
    if not agency:
        flags.append("agency_missing")
    if names_district(f"{agency} {told_steps} {places}"):
        flags.append("district_in_body")
    texts = {"processing_times": times.text, "fees": paid.text}
    sectors = _names(one.categories_details)
    entries = (
        law_entry(law.code or "", law.name or "")
        for law in one.legal_basises_details or ()
    )
    return Procedure(
        id=procedure_id(code),
        code=code,
        name=one_line(one.name),
        sector=sectors[0] if sectors else words.case,
        agency=agency or words.unknown_agency,
        levels=_levels(one),
        asked_by=_names(one.subject_types_details),
        cases=same_for_all(cases, times.values, paid.values, words),
        submission_methods=tuple(
            SubmissionMethod(method=method, online_level=_online(method, one))
            for method in methods(rows)
        ),
        receiving_places=lines(places),
        reach=Reach.PROVINCE if one.is_non_territorial else None,
        steps=steps(told_steps),
        outcome=_names(one.results_details),
        conditions=lines(one.requirements_and_conditions or ""),
        legal_basis=tuple(filter(None, entries)),
        decision=_decision(one.procedure_proposal, one.decision_no or ""),
        origin=Origin.NATIONAL,
        source_url=PAGE + one.id if one.id and UUID.fullmatch(one.id) else None,
        texts=tuple(
            FieldText(field=field, text=cut(text, LONGEST_TEXT))
            for field, text in texts.items()
            if text.strip()
        ),
        flags=tuple(flag_record(name, words) for name in dict.fromkeys(flags)),
    )


def _levels(one: Formality) -> tuple[AuthorityLevel, ...]:
    marks = (
        (one.is_ministry, AuthorityLevel.MINISTRY),
        (one.is_province, AuthorityLevel.PROVINCE),
        (one.is_ward, AuthorityLevel.COMMUNE),
        (one.is_other_agency, AuthorityLevel.OTHER),
    )
    found = tuple(level for marked, level in marks if marked)
    return found or (AuthorityLevel.OTHER,)


def _online(method: Method, one: Formality) -> OnlineLevel | None:
    if method is not Method.ONLINE or one.is_full_process is None:
        return None
    return OnlineLevel.FULL if one.is_full_process else OnlineLevel.PARTIAL


def _names(named: tuple[Named, ...] | None) -> tuple[str, ...]:
    names = (told(one.name or "").strip(" .,;") for one in named or ())
    return tuple(dict.fromkeys(filter(None, names)))


def _decision(proposal: Proposal | None, number: str) -> Decision | None:
    number = one_line((proposal.proposal_number if proposal else None) or number)
    if not number:
        return None
    day, issuer = None, None
    if proposal is not None and proposal.decision_date is not None:
        field = "procedureProposal.decisionDate"
        try:
            moment = EPOCH + datetime.timedelta(milliseconds=proposal.decision_date)
        except OverflowError as exc:
            raise WrongField(field, f"{proposal.decision_date} is no day") from exc
        day = sane_day(moment.astimezone(VIETNAM).date(), field)
    if proposal is not None and proposal.issuing_agency is not None:
        issuer = told(proposal.issuing_agency.name or "") or None
    return Decision(number=number, date=day, issuer=issuer)
