"""The national catalogue as crawled: one JSON object a line, gzipped or not.

Keys as the portal's page names them (ma_thu_tuc, ten_thu_tuc …); tables flattened to
text. Each line becomes a record with typed values where the text allows, the text
itself where not, and a flag for each doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from search_index.importers.base import (
    MAX_TEXT,
    ImportFailed,
    clean,
    failed,
    once_each,
    one_line,
)
from search_index.importers.cases import same_for_all
from search_index.importers.channel_rows import methods, read_rows
from search_index.importers.keys import procedure_id
from search_index.importers.laws import laws_in_table
from search_index.importers.lines import json_lines
from search_index.importers.national_fees import fees
from search_index.importers.national_values import processing_times
from search_index.importers.papers import read_papers
from search_index.importers.passages import (
    LONGEST_TEXT,
    NOTHING,
    cut,
    levels_in,
    lines,
    name_flags,
    names_district,
    steps,
    told,
)
from search_index.importers.words import ImportWords, flag_record
from search_index.procedure import (
    PROCEDURE_CODE,
    Decision,
    FieldText,
    Origin,
    Procedure,
    SubmissionMethod,
)
from vietnamese.fold import fold
from vietnamese.folded_text import FoldedText

# Separators inside brackets and inside fixed groups do not separate.
ASKED_BY = re.compile(r",\s*+(?![^()]*\))(?!cong chuc|vien chuc)")
OUTCOME_CODE = re.compile(r"ma: ?kq(?:\.[a-z]{1,3}\d{2})?[.\d]*")
OUTCOME_END = re.compile(r"tu khoa|chon co quan thuc hien")


class _Line(msgspec.Struct):
    ma_thu_tuc: str
    ten_thu_tuc: str
    cap_thuc_hien: str
    linh_vuc: str
    detail_url: str = ""
    so_quyet_dinh: str = ""
    doi_tuong_thuc_hien: str = ""
    co_quan_co_tham_quyen: str = ""
    dia_chi_tiep_nhan: str = ""
    trinh_tu_thuc_hien: str = ""
    cach_thuc_thuc_hien: str = ""
    thanh_phan_ho_so: str = ""
    can_cu_phap_ly: str = ""
    co_quan_thuc_hien: str = ""
    yeu_cau_dieu_kien: str = ""
    ket_qua_xu_ly: str = ""
    bo: str = ""


def read_national_jsonl(file: Path, words: ImportWords) -> Iterator[Procedure]:
    """Yield the records of *file*, one at a time.

    Raises:
        ImportFailed: at the first line that is no record, or whose procedure stands
            there twice; names row and field.
    """
    return once_each(file, _read(file, words))


def _read(file: Path, words: ImportWords) -> Iterator[tuple[int, Procedure]]:
    for row, line in json_lines(file, _Line):
        for name in _Line.__struct_fields__:
            if len(getattr(line, name)) > MAX_TEXT:
                raise ImportFailed(
                    file, f"longer than {MAX_TEXT:,} characters", row=row, field=name
                )
        code = line.ma_thu_tuc.strip()
        if not PROCEDURE_CODE.fullmatch(code):
            raise ImportFailed(
                file, f"{code!r} is no procedure code", row=row, field="ma_thu_tuc"
            )
        if not line.ten_thu_tuc.strip():
            raise ImportFailed(file, "is empty", row=row, field="ten_thu_tuc")
        try:
            yield row, _procedure(code, line, words)
        except ValueError as exc:
            raise failed(file, exc, row, code) from exc


def _procedure(code: str, line: _Line, words: ImportWords) -> Procedure:
    rows = read_rows(clean(line.cach_thuc_thuc_hien))
    times, paid = processing_times(rows), fees(rows, words)
    paper_text = clean(line.thanh_phan_ho_so)
    papers = read_papers(paper_text)
    texts = {"processing_times": times.text, "fees": paid.text}
    flags = [*times.flags, *paid.flags]
    if not papers.cases:
        lost = bool(paper_text) and not NOTHING.fullmatch(fold(paper_text).lower())
        flags.append("papers_cut" if lost else "papers_missing")
        texts["requirements"] = "" if lost and _mid_sentence(paper_text) else paper_text
    elif papers.mixed_with_notes:
        flags.append("papers_mixed_with_notes")
    agency = told(line.co_quan_thuc_hien) or told(line.co_quan_co_tham_quyen)
    if not agency:
        flags.append("agency_missing")
    flags += _flags_of_texts(line)
    if _of_other_ministry(line, words):
        flags.append("decision_of_other_ministry")
    return Procedure(
        id=procedure_id(code),
        code=code,
        name=one_line(line.ten_thu_tuc),
        sector=one_line(line.linh_vuc) or words.case,
        agency=agency or words.unknown_agency,
        levels=levels_in(line.cap_thuc_hien),
        asked_by=tuple(
            part.strip()
            for part in _split_asked(one_line(line.doi_tuong_thuc_hien))
            if part.strip()
        ),
        # Limits and fees are told for the procedure, not for its cases.
        cases=same_for_all(
            ((case.label, case.papers) for case in papers.cases),
            times.values,
            paid.values,
            words,
        ),
        submission_methods=tuple(SubmissionMethod(method=m) for m in methods(rows)),
        receiving_places=lines(line.dia_chi_tiep_nhan),
        steps=steps(line.trinh_tu_thuc_hien),
        outcome=_outcome(line.ket_qua_xu_ly),
        conditions=lines(line.yeu_cau_dieu_kien),
        legal_basis=laws_in_table(line.can_cu_phap_ly),
        decision=_decision(line.so_quyet_dinh),
        origin=Origin.NATIONAL,
        source_url=line.detail_url if line.detail_url.startswith("https://") else None,
        texts=tuple(
            FieldText(field=field, text=cut(text, LONGEST_TEXT))
            for field, text in texts.items()
            if text.strip()
        ),
        flags=tuple(flag_record(name, words) for name in dict.fromkeys(flags) if name),
    )


def _flags_of_texts(line: _Line) -> Iterator[str]:
    yield from name_flags(line.ten_thu_tuc)
    body = " ".join(
        getattr(line, field)
        for field in _Line.__struct_fields__
        if field not in ("ten_thu_tuc", "detail_url")
    )
    if names_district(body):
        yield "district_in_body"
    if OUTCOME_END.search(fold(line.ket_qua_xu_ly).lower()):
        yield "outcome_with_page_noise"


def _of_other_ministry(line: _Line, words: ImportWords) -> bool:
    """Tell whether the decision carries the letters of another ministry."""
    own = words.ministries.get(line.bo, [])
    letters = {letter for names in words.ministries.values() for letter in names}
    named = {
        part for part in re.split(r"[^\w]+", line.so_quyet_dinh) if part in letters
    }
    return bool(own and named) and not named & set(own)


def _mid_sentence(text: str) -> bool:
    """Tell whether the crawl cut in the middle of the steps: not even a beginning."""
    return text[:1] in ").;,:" or text[:1].islower()


def _split_asked(text: str) -> list[str]:
    both = FoldedText(text)
    starts = [0, *(match.end() for match in both.find(ASKED_BY))]
    ends = [*(match.start() for match in both.find(ASKED_BY)), len(text)]
    return [text[a:b] for a, b in zip(starts, ends, strict=True)]


def _outcome(text: str) -> tuple[str, ...]:
    both = FoldedText(clean(text))
    end = OUTCOME_END.search(both.folded)
    kept = FoldedText(both.text[: end.start()] if end else both.text)
    parts, start = [], 0
    for match in kept.find(OUTCOME_CODE):
        parts.append(kept.text[start : match.start()])
        start = match.end()
    parts.append(kept.text[start:])
    return tuple(line for part in parts for line in lines(part))


def _decision(text: str) -> Decision | None:
    number = one_line(text)
    if fold(number[:3]).upper() == "QD ":
        number = number[3:].strip()
    return Decision(number=number) if number else None
