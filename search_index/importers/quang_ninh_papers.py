"""The "hồ sơ" lines of the province's annex: papers, headings and notes apart.

One list holds all of them: headings that begin the dossier of a case, papers with a
condition before or behind, several papers in a line, and sentences about papers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from search_index.importers.base import one_line
from search_index.importers.papers import form_in
from search_index.importers.quang_ninh_forms import Form, filled_by, number_of
from search_index.importers.quang_ninh_shape import ListedForm
from search_index.procedure import FilledBy, Requirement
from vietnamese.folded_text import FoldedText

SETS = re.compile(r"so luong ho so")
MARKER = re.compile(r"^[a-z]{1,2}\d?\s?(?P<sub>[\u2019'])?\)\s*")
GROUP = re.compile(
    r"^ho so (?P<label>[^:;]{3,160}?)(?: bao)?(?: gom)?:\s*(?P<rest>.*)$"
)
FOR_CASE = re.compile(r"^doi voi truong hop ")
BEGINS_PAPER = re.compile(r" (?=don |to khai )")
IF = re.compile(
    r"^(?P<when>(?:truong hop|doi voi) .+?) thi (?:phai )?(?:co(?: them)?|nop) "
)
IF_CONDITION = re.compile(r"truong hop|doi voi")
ONE_OF = re.compile(r"\b(?:va )?(?P<one>mot trong cac [^:]+):$")
ALTERNATIVES = re.compile(r"mot trong cac [^:;]+: \w")
NO_PAPER = re.compile(r"khong phai (?:nop|thuc hien)")
IF_ANY = re.compile(r"\s*\(neu co\)")
ORIGINAL = re.compile(r"\(ban (?:chinh|goc)\)")
COPY = re.compile(r"^ban sao ")
ONLY_FORM = re.compile(r"^don theo mau so ")
SEVERAL = re.compile(r"; (?=\w)| va (?=to khai )")


@dataclass
class Group:
    """The papers of one case; `label` is empty where no heading stood before them."""

    label: str = ""
    papers: list[Requirement] = field(default_factory=list)


@dataclass
class PaperReader:
    """Reads the lines in order; `groups` and `notes` are what they came to."""

    forms: Sequence[Form]
    listed: Sequence[ListedForm]
    groups: list[Group] = field(default_factory=lambda: [Group()])
    notes: list[str] = field(default_factory=list)
    _condition: str = ""

    def read(self, line: str) -> None:
        """Read one line."""
        text = one_line(line)
        marker = MARKER.match(FoldedText(text).folded)
        if marker is not None:
            text = text[marker.end() :]
        both = FoldedText(text)
        if SETS.match(both.folded):
            return
        if NO_PAPER.search(both.folded):
            self.notes.append(text)
            return
        group = GROUP.match(both.folded)
        if group is not None:
            self._begin(both.original(group, "label"))
            text = both.original(group, "rest")
        elif FOR_CASE.match(both.folded) and (at := _paper_after(both)) is not None:
            self._begin(text[len("doi voi truong hop ") : at])
            text = text[at + 1 :]
        conditional = IF.match(FoldedText(text).folded)
        if conditional is not None:
            when = text[: conditional.end("when")]
            text = text[conditional.end() :]
            if text.rstrip().endswith(":"):
                self._condition = when
                return
            self._add(text, when)
            return
        if marker is not None and not marker["sub"] and self._of_sub_lines():
            self._condition = ""
        self._add(text, self._condition)

    def _of_sub_lines(self) -> bool:
        return IF_CONDITION.match(FoldedText(self._condition).folded) is not None

    def _begin(self, label: str) -> None:
        self._condition = ""
        label = label.strip(" ,")
        self.groups.append(Group(label[:1].upper() + label[1:]))

    def _add(self, text: str, condition: str) -> None:
        for part in _papers_in(text):
            both = FoldedText(part)
            one_of = ONE_OF.search(both.folded)
            if one_of is not None:
                self._condition = both.original(one_of, "one")
                both = FoldedText(part[: one_of.start()])
            paper = self._paper(both, condition)
            if paper is not None and paper not in self.groups[-1].papers:
                self.groups[-1].papers.append(paper)

    def _paper(self, both: FoldedText, condition: str) -> Requirement | None:
        conditions = [condition] if condition else []
        if_any = IF_ANY.search(both.folded)
        name = both.text
        if if_any is not None:
            conditions.append(both.original(if_any).strip(" ()"))
            name = name[: if_any.start()] + name[if_any.end() :]
        name = one_line(name).strip(" .;,:")
        if not name:
            return None
        folded = FoldedText(name).folded
        form = form_in(name)
        if form is not None and ONLY_FORM.match(folded):
            name = self._name_of(form) or name
        by = FilledBy.CITIZEN
        if form is not None:
            by = filled_by(name, number_of(form), self.listed)
        return Requirement(
            name=name[:1].upper() + name[1:],
            # The dossier is one set: a paper named as original or copy is there once.
            originals=1 if ORIGINAL.search(folded) else None,
            copies=1 if COPY.match(folded) else None,
            form=form,
            filled_by=by,
            condition="; ".join(conditions) or None,
        )

    def _name_of(self, label: str) -> str | None:
        """Return the name of the citizen's form of this number, if it is one."""
        names = {
            form.name
            for form in self.forms
            if form.filled_by is FilledBy.CITIZEN
            and number_of(form.label) == number_of(label)
        }
        return names.pop() if len(names) == 1 else None


def _paper_after(both: FoldedText) -> int | None:
    """Return where a paper begins behind a heading that runs into it."""
    for match in both.find(BEGINS_PAPER):
        before, after = both.text[: match.start()], both.text[match.start() + 1 :]
        if after[:1].isupper() and before[-1:].isalpha():
            return match.start()
    return None


def _papers_in(text: str) -> list[str]:
    """Cut where another paper begins: with a capital letter after a semicolon."""
    both = FoldedText(text)
    if ALTERNATIVES.search(both.folded):
        return [text]
    cuts = [m for m in both.find(SEVERAL) if text[m.end() : m.end() + 1].isupper()]
    starts = [0, *(match.end() for match in cuts)]
    ends = [*(match.start() for match in cuts), len(text)]
    return [text[a:b] for a, b in zip(starts, ends, strict=True)]
