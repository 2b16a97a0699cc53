"""What the province's annex tells about a commune's procedure beside its limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from search_index.importers.base import one_line
from search_index.importers.laws import LONGEST_TITLE, law_numbers
from search_index.importers.passages import (
    LONGEST_TEXT,
    cut,
    lines,
    steps,
)
from search_index.importers.quang_ninh_forms import forms_in, only_listed
from search_index.importers.quang_ninh_limits import AnnexLimits
from search_index.importers.quang_ninh_papers import Group, PaperReader
from search_index.importers.quang_ninh_shape import CommuneProcedure, ListedForm
from search_index.importers.words import ImportWords, flag_record
from search_index.procedure import (
    Case,
    FieldText,
    LegalBasis,
    Procedure,
)
from vietnamese.fold import fold
from vietnamese.folded_text import FoldedText

# After the steps the annex goes on with "(2) Cách thức thực hiện".
AFTER_STEPS = re.compile(r"^\(\d\) cach thuc thuc hien")
NO_RULE = re.compile(r"\W*khong (?:quy dinh|co)\W*")
ACTS = re.compile(r"^co quan truc tiep thuc hien[^:]*:\s*")
DECIDES = re.compile(r"^co quan co tham quyen quyet dinh[^:]*:\s*")
# A scan writes QH in four ways.
ASSEMBLY = re.compile(r"/qh(?=\d)", re.IGNORECASE)


def agency_of(agencies: Sequence[str]) -> str:
    """Return the agency that acts, else the one that decides."""
    for pattern in (ACTS, DECIDES):
        for line in map(one_line, agencies):
            found = pattern.match(FoldedText(line).folded)
            if found is not None:
                return line[found.end() :].strip(" .;")
    return ""


def detailed(
    base: Procedure,
    one: CommuneProcedure,
    annex: AnnexLimits,
    listed: Sequence[ListedForm],
    words: ImportWords,
) -> Procedure:
    """Return *base*, the record of the list's row, with what the annex tells."""
    forms = forms_in([one_line(line) for line in one.forms], listed)
    reader = PaperReader(forms, listed)
    for line in one.papers:
        reader.read(line)
    groups = [group for group in reader.groups if group.papers]
    papers = [paper for group in groups for paper in group.papers]
    more = list(only_listed(forms, papers, words.form_only_listed))
    flags = list(annex.flags)
    if reader.notes:
        flags.append("papers_mixed_with_notes")
    if not papers:
        flags.append("papers_missing")
    texts = {text.field: text.text for text in base.texts}
    limits = [texts.pop("processing_times", ""), annex.text]
    texts["processing_times"] = " ".join(filter(None, limits))
    texts["requirements"] = " ".join(reader.notes)
    before = [line for line in one.steps if not _is_after_steps(line)]
    return msgspec.structs.replace(
        base,
        asked_by=lines("\n".join(one.asked_by)),
        cases=tuple(
            msgspec.structs.replace(case, requirements=(*case.requirements, *more))
            for case in _cases(base.cases, groups)
        ),
        steps=steps("\n".join(before)),
        outcome=lines("\n".join(one.outcome)),
        conditions=tuple(
            line
            for line in lines("\n".join(one.conditions))
            if not NO_RULE.fullmatch(fold(line).lower())
        ),
        legal_basis=tuple(_laws(one.laws)),
        texts=tuple(
            FieldText(field=field, text=cut(text, LONGEST_TEXT))
            for field, text in texts.items()
            if text
        ),
        flags=(*base.flags, *(flag_record(flag, words) for flag in flags)),
    )


def _is_after_steps(line: str) -> bool:
    return AFTER_STEPS.match(FoldedText(one_line(line)).folded) is not None


def _cases(cases: tuple[Case, ...], groups: list[Group]) -> Iterator[Case]:
    """Give the papers to the cases: one group each, or a case to each group."""
    if len(cases) == len(groups):
        for case, group in zip(cases, groups, strict=True):
            yield msgspec.structs.replace(case, requirements=tuple(group.papers))
        return
    if len(cases) == 1:
        for place, group in enumerate(groups or [Group()], 1):
            yield msgspec.structs.replace(
                cases[0],
                id=f"case-{place}",
                label=group.label or cases[0].label,
                requirements=tuple(group.papers),
            )
        return
    every = dict.fromkeys(paper for group in groups for paper in group.papers)
    for case in cases:
        yield msgspec.structs.replace(case, requirements=tuple(every))


def _laws(laws: Sequence[str]) -> Iterator[LegalBasis]:
    """Yield the laws by number; the first of a line has the line as its title."""
    seen: set[str] = set()
    for line in laws:
        text = ASSEMBLY.sub("/QH", one_line(line)).strip(" ;.")
        for place, law in enumerate(law_numbers(text)):
            if law.number not in seen:
                seen.add(law.number)
                whole = place == 0 and len(text) <= LONGEST_TITLE
                yield LegalBasis(number=law.number, title=text if whole else None)
