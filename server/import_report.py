"""What an import changes, as staff read it: lines before and after, in Vietnamese."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

from actions.facts import OF_CASE, OF_PROCEDURE, day
from actions.wording import Wording, load_wording
from records.models import CatalogueImport, Question, Revision
from search_index.differences import Change, decode
from search_index.importers.words import ImportWords, load_import_words
from search_index.phrasings import read_phrasings
from search_index.procedure import Procedure

Lines = dict[str, list[str]]
LONGEST = 160
TESTS = (
    ("tests/conversations/settled.tsv", 1),
    ("tests/conversations/questions.tsv", 3),
    ("tests/relevance/questions.tsv", 1),
)


def change_lines(revision: Revision) -> Iterator[str]:
    """Yield what *revision* changes against the one that was published before it."""
    wording, words = _templates(settings.CATALOGUE_DIR, settings.HOTLINE)
    after = decode(bytes(revision.content))
    earlier = (
        Revision.objects.filter(
            origin=revision.origin,
            procedure=revision.procedure,
            state=Revision.State.PUBLISHED,
            pk__lt=revision.pk,
        )
        .order_by("effective_from", "pk")
        .last()
    )
    before = decode(bytes(earlier.content)) if earlier else None
    label = revision.code or revision.procedure
    yield f"{label} {_short(after.name)}: {words.changes[revision.change]}"
    if revision.change == Change.ABOLISHED:
        replaced = ", ".join(after.replaced_by) or "–"
        yield f"    {words.fields['replaced_by']}: {replaced}"
    if before is not None:
        yield from _compared(
            readable(before, wording, words), readable(after, wording, words)
        )


@cache
def _templates(catalogue: Path, hotline: str) -> tuple[Wording, ImportWords]:
    """Read the sentences once: an import changes thousands of records."""
    return (
        load_wording(catalogue / "wording.yml", hotline),
        load_import_words(catalogue / "import.yml"),
    )


def _compared(before: Lines, after: Lines) -> Iterator[str]:
    for label in dict.fromkeys((*before, *after)):
        old, new = before.get(label, []), after.get(label, [])
        if old == new:
            continue
        yield f"    {label}"
        for line in difflib.ndiff(old, new):
            if line[0] in "-+":
                yield f"      {line[0]} {_short(line[2:])}"


def readable(procedure: Procedure, wording: Wording, words: ImportWords) -> Lines:
    """Return a record as labelled lines of text, as a citizen would read them."""
    label = words.fields
    dates = [("valid_from", procedure.valid_from)]
    dates.append(("abolished_on", procedure.abolished_on))
    lines: Lines = {label["name"]: [procedure.name]}
    for name, date in dates:
        lines[label[name]] = [day(date)] if date else []
    if procedure.decision is not None:
        lines[label["decision"]] = [procedure.decision.number]
    for case in procedure.cases:
        for facet, of_case in OF_CASE.items():
            key = f"{label[facet.value]} ({_short(case.label, 60)})"
            lines[key] = of_case(case, wording)
    whole: dict[str, Callable[[Procedure, Wording], list[str]]] = {
        facet.value: function for facet, function in OF_PROCEDURE.items()
    }
    for name, function in whole.items():
        lines[label[name]] = function(procedure, wording)
    lines[label["flags"]] = [
        words.flags[flag.flag].rule if flag.flag in words.flags else flag.caution
        for flag in procedure.flags
    ]
    lines[label["texts"]] = [text.text for text in procedure.texts]
    return lines


def affected(source: CatalogueImport, root: Path, catalogue: Path) -> Iterator[str]:
    """Yield what points to procedures that *source* changes or abolishes.

    Phrasings, tests (where they are installed) and open questions of citizens: staff
    look whether they still hold.
    """
    rows = source.revision_set.exclude(change=Change.NEW)
    keys = {
        key: procedure
        for procedure, code in rows.values_list("procedure", "code")
        for key in (procedure, code)
        if key
    }
    if not keys:
        return
    found: dict[str, Counter[str]] = {}
    pointers = [
        ("phrasings", (p.key for p in read_phrasings(catalogue / "phrasings"))),
        ("tests", _tested(root)),
        ("questions", _asked()),
    ]
    for what, named in pointers:
        for key in named:
            if key in keys:
                found.setdefault(keys[key], Counter())[what] += 1
    for procedure, counts in sorted(found.items()):
        told = ", ".join(f"{number} {what}" for what, number in sorted(counts.items()))
        yield f"{procedure}: look again at {told}"


def _tested(root: Path) -> Iterator[str]:
    """Yield the codes that tests name; a deployed system has no tests."""
    for name, column in TESTS:
        file = root / name
        for line in file.read_text().splitlines() if file.exists() else ():
            cells = line.split("\t")
            if len(cells) > column:
                yield from cells[column].split(",")


def _asked() -> Iterator[str]:
    """Yield the procedures that open questions of citizens were near to."""
    rows = Question.objects.exclude(nearest=[]).values_list("nearest", flat=True)
    for nearest in rows.iterator(chunk_size=500):
        yield from (str(near.get("id", "")) for near in nearest)


def _short(text: str, longest: int = LONGEST) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 2].rstrip() + " …"
