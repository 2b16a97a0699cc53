"""Turn a decision into the parts a citizen sees: pure, from the record's fields only.

A reply is a list of parts that each channel renders in its own way:

    {"kind": "text", "md": "…"}                 **bold**, "• " lists, line breaks
    {"kind": "card", "title": "…", "rows": [["label", "value"], …]}
    {"kind": "link", "title": "…", "url": "…"}
    {"kind": "choices", "items": [{"title": "…", "choice": {…}}, …]}
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import msgspec

from actions.context import Choice
from actions.decision import Decision, Status
from actions.facts import FIELD_OF_FACET, OF_CASE, OF_PROCEDURE, day, title
from actions.plain import plainly
from actions.wording import Wording
from search_index.procedure import Case, Facet, Origin, Procedure

Part = dict[str, Any]
# What people ask next, in this order.
NEXT_FACETS = (
    Facet.REQUIREMENTS,
    Facet.PROCESSING_TIME,
    Facet.FEE,
    Facet.PLACE,
    Facet.ONLINE,
    Facet.STEPS,
)
PAPERS_SHOWN = 7
LONGEST_FACET, LONGEST_LINE = 2_400, 700
NEXT_SHOWN = 4


def compose(decision: Decision, wording: Wording, today: datetime.date) -> list[Part]:
    """Return the parts of the reply to *decision*, as things stand *today*."""
    if decision.status is Status.ANSWERED:
        if not decision.procedures[0].in_force(today):
            return _abolished(decision, wording)
        return _answer(decision, wording)
    if decision.status is Status.CLARIFY:
        return _clarify(decision, wording)
    reason = decision.reason or "not_understood"
    told = wording(f"unanswered.{reason}", name=decision.elsewhere)
    parts = [_text(told, wording("unanswered.call"))]
    if decision.procedures:
        # Near is not the answer: the citizen chooses, or waits for staff.
        other = "nearest_elsewhere" if decision.elsewhere else "nearest"
        parts.append(_text(wording(f"unanswered.{other}")))
        parts.append(
            _choices([Choice(_title(p, decision), p.id) for p in decision.procedures])
        )
    return parts


def offered(parts: Sequence[Part]) -> tuple[Choice, ...]:
    """Return the choices that *parts* put before the citizen, in order."""
    return tuple(
        msgspec.convert(item["choice"], Choice)
        for part in parts
        if part["kind"] == "choices"
        for item in part["items"]
    )


def _answer(decision: Decision, wording: Wording) -> list[Part]:
    procedure = decision.procedures[0]
    if decision.compared:
        return _comparison(decision, wording)
    paragraphs = [
        _facet(procedure, facet, decision.case, wording) for facet in decision.facets
    ]
    if decision.plain:
        told = [wording("plain.lead"), *map(plainly, paragraphs), wording("plain.help")]
        return [_text(f"**{title(procedure)}**", *told), _source(procedure, wording)]
    parts: list[Part] = [_text(f"**{title(procedure)}**", *paragraphs)]
    parts.append(_card(procedure, wording))
    if procedure.source_url:
        label = wording("card.source_link")
        parts.append({"kind": "link", "title": label, "url": procedure.source_url})
    choices = _other_cases(procedure, decision, wording)
    # With what is asked, so that it is no open question which procedure is meant.
    choices += [
        Choice(wording(f"twin.{min(twin.levels)}"), twin.id, decision.facets[0])
        for twin in decision.twins
    ]
    choices += [
        Choice(wording(f"facet_title.{facet}"), procedure.id, facet, decision.case)
        for facet in NEXT_FACETS
        if facet not in decision.facets and _lines(procedure, facet, None, wording)
    ][:NEXT_SHOWN]
    if choices:
        parts.append(_choices(choices))
    return parts


def _comparison(decision: Decision, wording: Wording) -> list[Part]:
    """Return two procedures beside each other, and both to choose from."""
    both = (decision.procedures[0], *decision.compared)
    told = []
    for procedure in both:
        facets = (Facet.PROCESSING_TIME, Facet.FEE, Facet.PLACE)
        lines = [procedure.summary or procedure.name]
        lines += [plainly(_facet(procedure, facet, None, wording)) for facet in facets]
        told.append(f"**{title(procedure)}**\n" + "\n".join(lines))
    choices = [Choice(title(p), p.id) for p in both]
    return [_text(wording("compared.lead"), *told), _choices(choices)]


def _source(procedure: Procedure, wording: Wording) -> Part:
    """Return where the answer comes from, in one line."""
    number = procedure.decision.number if procedure.decision else ""
    code = procedure.code or wording("card.no_code")
    return _text(wording("plain.source", code=code, number=number or "–"))


def _abolished(decision: Decision, wording: Wording) -> list[Part]:
    """Return that the procedure is no more, since when, and what took its place."""
    procedure, *replacements = decision.procedures
    ended = procedure.abolished_on
    key = "abolished.since" if ended else "abolished.not_yet"
    lines = [wording(key, date=day(ended) if ended else "")]
    replaced = "abolished.replaced" if replacements else "abolished.no_replacement"
    lines.append(wording(replaced))
    parts = [_text(f"**{title(procedure)}**", *lines), _card(procedure, wording)]
    if replacements:
        parts.append(_choices([Choice(title(p), p.id) for p in replacements]))
    return parts


def _facet(
    procedure: Procedure, facet: Facet, case: str | None, wording: Wording
) -> str:
    if facet is Facet.GENERAL:
        return _overview(procedure, wording)
    lines = [f"**{wording(f'facet_title.{facet}')}**"]
    field = FIELD_OF_FACET[facet]
    # A value that a doubt blocks is never told; the caution says why.
    blocked = procedure.blocked(field)
    found = [] if blocked else _lines(procedure, facet, case, wording)
    source = None if blocked else procedure.text(field)
    if source and facet is not Facet.FORM:
        found = [*found, wording("source_says", text=_shortened(source))]
    if not found and facet is Facet.FORM:
        found = [wording("form.none")]
    lines += _bounded(found, wording) or [wording("facet_unknown")]
    if facet is Facet.PROCESSING_TIME and found:
        lines.append(wording("time.note"))
    caution = procedure.caution(field)
    if caution:
        lines.append(wording("caution", caution=caution))
    return "\n".join(lines)


def _bounded(lines: list[str], wording: Wording) -> list[str]:
    """Cut what nobody reads in a chat; the official page has the rest."""
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(line) > LONGEST_FACET and kept:
            return [*kept, wording("more_at_source")]
        kept.append(_shortened(line))
    return kept


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_LINE:
        return text
    return text[:LONGEST_LINE].rsplit(" ", 1)[0] + " …"


def _lines(
    procedure: Procedure, facet: Facet, case: str | None, wording: Wording
) -> list[str]:
    """Return the record's lines for *facet*, by case where cases differ."""
    if facet in OF_PROCEDURE:
        return OF_PROCEDURE[facet](procedure, wording)
    render = OF_CASE[facet]
    cases = _cases(procedure, case)
    rendered = [(one.label, render(one, wording)) for one in cases]
    rendered = [(label, lines) for label, lines in rendered if lines]
    if not rendered:
        return []
    same = all(lines == rendered[0][1] for _, lines in rendered)
    if same and len(rendered) == len(cases) and case is None:
        return rendered[0][1]  # no headings where cases do not differ
    shown = rendered[:1] if _is_too_long(procedure, facet, case) else rendered
    lines = [line for label, part in shown for line in (f"**{label}:**", *part)]
    if len(shown) < len(rendered):
        lines.append(wording("requirements.more_cases"))
    return lines


def _cases(procedure: Procedure, case: str | None) -> list[Case]:
    return [one for one in procedure.cases if one.id == case] or list(procedure.cases)


def _is_too_long(procedure: Procedure, facet: Facet, case: str | None) -> bool:
    """Tell whether the papers of all cases are more than one can read at once.

    Then the usual case, the first, is shown, and the others are offered.
    """
    papers = sum(len(one.requirements) for one in procedure.cases)
    several = len(procedure.cases) > 1 and case is None
    return facet is Facet.REQUIREMENTS and several and papers > PAPERS_SHOWN


def _other_cases(
    procedure: Procedure, decision: Decision, wording: Wording
) -> list[Choice]:
    """Return a choice for each case whose papers were left out of the answer."""
    if Facet.REQUIREMENTS not in decision.facets:
        return []
    if not _is_too_long(procedure, Facet.REQUIREMENTS, decision.case):
        return []
    told = [one for one in procedure.cases if one.requirements]
    return [
        Choice(one.label, procedure.id, Facet.REQUIREMENTS, one.id) for one in told[1:]
    ]


def _overview(procedure: Procedure, wording: Wording) -> str:
    """Return what the procedure is for, and its main facts in a few lines."""
    lines = [procedure.summary] if procedure.summary else []
    if procedure.asked_by:
        asked_by = ", ".join(procedure.asked_by)
        lines.append(wording("general.asked_by", asked_by=asked_by))
    caution = procedure.caution(FIELD_OF_FACET[Facet.GENERAL])
    if caution:
        lines.append(wording("caution", caution=caution))
    for facet in (Facet.PROCESSING_TIME, Facet.FEE, Facet.PLACE):
        lines.append("")
        lines.append(_facet(procedure, facet, None, wording))
    lines.append("")
    lines.append(wording("general.next"))
    return "\n".join(lines)


def _card(procedure: Procedure, wording: Wording) -> Part:
    rows = [
        [wording("card.name"), procedure.name],
        [wording("card.code"), procedure.code or wording("card.no_code")],
        [wording("card.sector"), procedure.sector],
    ]
    decision = procedure.decision
    if decision is not None:
        date = day(decision.date) if decision.date else None
        if decision.issuer and date:
            key = "card.decision_full"
        else:
            key = "card.decision_issuer" if decision.issuer else "card.decision_date"
        told = (
            wording(key, number=decision.number, issuer=decision.issuer, date=date)
            if decision.issuer or date
            else decision.number
        )
        rows.append([wording("card.decision"), told])
    if procedure.valid_from:
        rows.append([wording("card.valid_from"), day(procedure.valid_from)])
    if procedure.origin is Origin.NATIONAL:
        rows.append([wording("card.source"), wording("card.national")])
    if procedure.checked_on:
        rows.append([wording("card.checked_on"), day(procedure.checked_on)])
    return {"kind": "card", "title": procedure.name, "rows": rows}


def _clarify(decision: Decision, wording: Wording) -> list[Part]:
    if not decision.procedures:
        forgotten = decision.reason == "topic_forgotten"
        return [
            _text(
                wording("clarify.forgotten" if forgotten else "clarify.nothing_named")
            )
        ]
    one = len(decision.procedures) == 1
    lead = wording("clarify.one" if one else "clarify.several")
    choices = [Choice(_title(p, decision), p.id) for p in decision.procedures]
    return [
        _text(lead, wording("clarify.numbered")),
        _choices(choices),
    ]


def _title(procedure: Procedure, decision: Decision) -> str:
    """Return a name that tells *procedure* from the others on offer."""
    name = title(procedure)
    twins = [p for p in decision.procedures if title(p) == name]
    if len(twins) == 1:
        return name
    agencies = {p.agency for p in twins}
    if len(agencies) == len(twins):
        return f"{name} ({procedure.agency})"
    return f"{name} ({procedure.code or procedure.id})"


def _choices(choices: Sequence[Choice]) -> Part:
    items = [
        {"title": choice.title, "choice": msgspec.to_builtins(choice)}
        for choice in choices
    ]
    return {"kind": "choices", "items": items}


def _text(*paragraphs: str) -> Part:
    return {"kind": "text", "md": "\n\n".join(filter(None, paragraphs))}
