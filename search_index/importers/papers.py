"""The "thành phần hồ sơ" section of the national portal, flattened to one text.

Each case is "label, head of the table, rows"; a row ends with its counts ("1 bản
chính,1 bản sao"), the only thing that tells rows apart. What follows the last count
of a case is the label of the next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from search_index.importers.base import one_line
from search_index.procedure import Requirement
from vietnamese.folded_text import FoldedText

HEAD = re.compile(r"ten giay to\s*mau don, to khai\s*so luong")
COUNT = re.compile(
    r"(?P<originals>\d{1,2}) ban chinh(?:, ?(?P<copies>\d{1,2}) ban sao)?"
    r"|(?P<only_copies>\d{1,2}) ban sao"
)
# The counts of the table run on without a blank; in a sentence one stands before them.
FILE_NAME = re.compile(r"[\w() .,+-]{0,80}\.(?:docx?|pdf|xlsx?|rtf|zip|rar|jpe?g|png)$")
FORM = re.compile(r"\b(?:to khai |don )?mau (?:so )?[\w./-]*\d[\w./-]*", re.IGNORECASE)
BULLET = " \t\n-+*•.;:,"
LONGEST = 1_500


@dataclass(frozen=True)
class PaperCase:
    """The papers of one case; `label` is empty where the source names none."""

    label: str
    papers: tuple[Requirement, ...]


@dataclass(frozen=True)
class Papers:
    """All cases, and whether headings stood among the papers."""

    cases: tuple[PaperCase, ...]
    mixed_with_notes: bool


def read_papers(text: str) -> Papers:
    """Return the papers of *text*, which is clean; no cases if it has no table."""
    both = FoldedText(text)
    heads = list(HEAD.finditer(both.folded))
    if not heads:
        return Papers((), mixed_with_notes=False)
    label = text[: heads[0].start()]
    cases, mixed = [], False
    for place, head in enumerate(heads):
        end = heads[place + 1].start() if place + 1 < len(heads) else len(text)
        papers, rest, notes = _rows(text[head.end() : end])
        mixed = mixed or notes
        if papers:
            cases.append(PaperCase(_label(label), papers))
        label = rest
    return Papers(tuple(cases), mixed)


def paper(
    name: str, originals: int, copies: int, attachment: str = "", condition: str = ""
) -> Requirement:
    """Return the paper; a count of nought says nothing.

    The form is the one that the name names, else the *attachment*'s name.
    """
    return Requirement(
        name=name,
        originals=originals or None,
        copies=copies or None,
        form=form_in(name) or form_in(attachment),
        condition=condition or None,
    )


def form_in(text: str) -> str | None:
    """Return the form that *text* names ("Mẫu số 10"), if any."""
    both = FoldedText(text)
    found = FORM.search(both.folded)
    return both.original(found).rstrip(" .") if found else None


def paper_name(text: str) -> str:
    """Return the name in *text* on one line, without bullets and numbering marks."""
    return one_line(text).strip(BULLET)[:LONGEST]


def _rows(text: str) -> tuple[tuple[Requirement, ...], str, bool]:
    """Return the papers of one table, what follows them, and whether notes stood in."""
    both = FoldedText(text)
    papers: dict[Requirement, None] = {}
    start, notes = 0, False
    for match in both.find(COUNT):
        if not _ends_a_row(text, match):
            continue
        originals, begun = _first_count(text, match, "originals")
        name = _name(text[start:begun])
        start = match.end()
        copies = int(match["copies"] or match["only_copies"] or 0)
        if not originals and not copies:
            notes = True
            if text[:begun].rstrip().endswith(":"):
                continue
        if name:
            papers[paper(name, originals, copies)] = None
    return tuple(papers), text[start:], notes


def _first_count(text: str, match: re.Match[str], group: str) -> tuple[int, int]:
    """Return the count, and where it begins.

    A year runs into it ("ngày 01/01/2026" and "1 bản chính"): of glued digits only
    the last is the count.
    """
    digits, begun = match[group] or "0", match.start()
    if len(digits) > 1 and text[begun - 1 : begun].isdigit():
        return int(digits[-1]), begun + len(digits) - 1
    return int(digits), begun


def _ends_a_row(text: str, match: re.Match[str]) -> bool:
    """Tell the column from a sentence: "gồm 01 bản chính và" goes on with a blank."""
    before, after = text[: match.start()], text[match.end() :]
    if before.endswith((" ", "(")) and (after[:1] in " ,;.)" and after[:1]):
        return False
    # "b) …" begins the next row or case; another small letter goes on with a word.
    return not after[:1].islower() or after[1:2] in ("", ")", ".")


def _name(text: str) -> str:
    text = text.strip(BULLET)
    file = FILE_NAME.search(text)
    if file is not None and file.start() > 0:
        # The name of the attached file is no part of the paper's name.
        cut = _file_start(text, file)
        text = text[:cut].strip(BULLET)
    return text.replace("\n", " ")[:LONGEST]


def _file_start(text: str, file: re.Match[str]) -> int:
    """Return where the file's name begins: after the last lower-to-upper joint."""
    joints = [
        place
        for place in range(max(1, file.start()), len(text))
        if (text[place - 1].islower() or text[place - 1] in ").;")
        and (text[place].isupper() or text[place].isdigit())
    ]
    return joints[0] if joints else file.start()


def _label(text: str) -> str:
    return text.strip(BULLET + "–").replace("\n", " ")[:300]
