"""Forms of the province's land procedures: which, and who fills them in.

The decision lists forms for citizens and for the agency together. The numbers are not
unique ("Mẫu số 03" is a citizen's request and a notice of the tax office), so number
and name decide together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search_index.importers.quang_ninh_shape import ListedForm
from search_index.procedure import FilledBy, Requirement
from vietnamese.fold import fold
from vietnamese.folded_text import FoldedText

NAMED = re.compile(r"\s+theo (?P<form>mau so (?P<number>[\w/-]+(?:, ?\d\w?)*))")
# What is left of the reference that the form before it ended with.
REFERENCE = re.compile(
    r"^\W*(?:(?:va )?ban hanh kem theo )?(?:(?:nghi dinh|thong tu|quyet dinh) so \S+ )?"
    r"(?:ngay [\d/ a-z]+? (?=[A-Z]))?",
)
HEADING = re.compile(r"^theo phu luc [^:]*:\s*")
BY_CITIZENS = re.compile(r"(?:don|to khai|van ban de nghi|giay de nghi)\b")
AGENCY = "coquan"
SAME_WORDS = 3


@dataclass(frozen=True)
class Form:
    """A form that the decision lists for a procedure; `label` is "Mẫu số 18"."""

    name: str
    label: str
    number: str
    filled_by: FilledBy


def forms_in(lines: Sequence[str], listed: Sequence[ListedForm]) -> list[Form]:
    """Return the forms that *lines* name, each once."""
    found: dict[tuple[str, str], Form] = {}
    for line in lines:
        for form in _forms(line, listed):
            found.setdefault((form.number, form.name), form)
    return list(found.values())


def _forms(line: str, listed: Sequence[ListedForm]) -> Iterator[Form]:
    both = FoldedText(line)
    heading = HEADING.match(both.folded)
    begun = heading.end() if heading else 0
    for match in both.find(NAMED):
        name = _without_reference(line[begun : match.start()])
        begun = match.end()
        number = both.original(match, "number")
        if name:
            label = both.original(match, "form")
            yield Form(name, label, number, filled_by(name, number, listed))


def _without_reference(text: str) -> str:
    both = FoldedText(text)
    found = REFERENCE.match(both.folded)
    return text[found.end() if found else 0 :].strip(" .;,")


def filled_by(name: str, number: str, listed: Sequence[ListedForm]) -> FilledBy:
    """Tell who fills in the form; where the list does not say, its name does."""
    key = _key(name)
    for form in listed:
        same = _key(form.name)[:SAME_WORDS] == key[:SAME_WORDS]
        if form.number == number and same:
            agency = form.filled_by == AGENCY
            return FilledBy.AGENCY if agency else FilledBy.CITIZEN
    by_citizens = BY_CITIZENS.match(" ".join(key)) is not None
    return FilledBy.CITIZEN if by_citizens else FilledBy.AGENCY


def _key(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text).lower())


def only_listed(
    forms: Sequence[Form], papers: Sequence[Requirement], condition: str
) -> Iterator[Requirement]:
    """Yield the forms that no paper of the dossier is, with who fills them in.

    What citizens fill in carries *condition*: the list does not say when.
    """
    known = {(number_of(paper.form), paper.filled_by) for paper in papers if paper.form}
    for form in forms:
        if (number_of(form.label), form.filled_by) in known:
            continue
        citizen = form.filled_by is FilledBy.CITIZEN
        yield Requirement(
            name=form.name,
            form=form.label,
            filled_by=form.filled_by,
            condition=condition if citizen else None,
        )


def number_of(label: str) -> str:
    """Return the bare number of a form's label: "18" of "Mẫu số 18"."""
    return fold(label).lower().rpartition(" ")[2]
