"""Papers in the shape of the national sharing platform, both ways."""

from __future__ import annotations

from collections.abc import Iterator

from search_index.importers.ngsp_shape import Loose, Paper, PaperCase
from search_index.importers.papers import paper, paper_name
from search_index.importers.passages import told
from search_index.importers.words import ImportWords
from search_index.procedure import Case, FilledBy, Handling, Requirement

Labelled = tuple[str, tuple[Requirement, ...]]


def read_papers(cases: tuple[PaperCase, ...]) -> tuple[list[Labelled], list[str]]:
    """Return the papers by case, and what is doubtful about them."""
    found: list[Labelled] = []
    flags: list[str] = []
    for case in cases:
        papers: dict[Requirement, None] = {}
        for one in case.papers or ():
            name = paper_name(one.name or "")
            if not name:
                continue
            originals, copies = _count(one.originals), _count(one.copies)
            if (originals, copies) == (0, 0) and not flags:
                # A line without copies is mostly a note among the papers.
                flags.append("papers_mixed_with_notes")
            papers[paper(name, originals or 0, copies or 0, one.form or "")] = None
        if papers:
            found.append((told(case.case or ""), tuple(papers)))
    return found, flags if found else ["papers_missing"]


def _count(written: Loose) -> int | None:
    text = "" if written is None else str(written).strip()
    return int(float(text)) if text.removesuffix(".0").isdecimal() else None


def write_papers(case: Case, words: ImportWords) -> PaperCase:
    """Return the papers of *case*; the agency's own forms are nobody's to bring."""
    return PaperCase(case=case.label, papers=tuple(_papers(case, words)))


def _papers(case: Case, words: ImportWords) -> Iterator[Paper]:
    for one in case.requirements:
        if one.filled_by is FilledBy.AGENCY:
            continue
        notes = [words.show] if one.handling is Handling.SHOW else []
        notes += [one.condition] if one.condition else []
        yield Paper(
            name=f"{one.name} ({'; '.join(notes)})" if notes else one.name,
            originals=None if one.originals is None else str(one.originals),
            copies=None if one.copies is None else str(one.copies),
            form=one.form,
        )
