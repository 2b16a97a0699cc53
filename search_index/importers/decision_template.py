"""The workbook that clerks fill in to import a publishing decision.

Its first sheet is empty but for the heads; the second shows one row and says what to
write in each column. Codes and numbers are cells of text, because a spreadsheet turns
1.013400 into 1.0134.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from search_index.importers.words import ImportWords, TemplateColumn

ROWS = 500
BOLD, HEAD_FILL = Font(bold=True), PatternFill("solid", fgColor="DDE8F0")
WRAPPED = Alignment(wrap_text=True, vertical="top")
AUTHOR = "template"


def write_template(file: Path, words: ImportWords) -> None:
    """Write the template to *file*, in place of what stands there."""
    template, book = words.template, Workbook()
    book.remove(book.active)
    sheet = book.create_sheet(template.sheet)
    _write_block(sheet, template.block, example=False)
    head = len(template.block) + 2
    _write_head(sheet, head, template.columns)
    sheet.freeze_panes = f"A{head + 1}"
    _add_choices(sheet, head + 1, words)
    example = book.create_sheet(template.example_sheet)
    _write_block(example, template.block, example=True)
    _write_head(example, head, template.columns)
    for place, column in enumerate(template.columns.values(), 1):
        cell = example.cell(head + 1, place, column.example or None)
        cell.alignment, cell.number_format = WRAPPED, "@"
    notes = [*template.block.values(), *template.columns.values()]
    for row, column in enumerate(notes, head + 3):
        example.cell(row, 1, column.title).font = BOLD
        example.cell(row, 3, column.note).alignment = WRAPPED
    book.save(file)


def _write_block(
    sheet: Any, block: Mapping[str, TemplateColumn], *, example: bool
) -> None:
    for row, entry in enumerate(block.values(), 1):
        label = sheet.cell(row, 1, entry.title)
        label.font, label.comment = BOLD, Comment(entry.note, AUTHOR)
        value = sheet.cell(row, 3, entry.example if example else None)
        value.number_format = "@"


def _write_head(sheet: Any, row: int, columns: Mapping[str, TemplateColumn]) -> None:
    for place, column in enumerate(columns.values(), 1):
        cell = sheet.cell(row, place, column.title)
        cell.font, cell.fill, cell.alignment = BOLD, HEAD_FILL, WRAPPED
        cell.comment = Comment(column.note, AUTHOR)
        sheet.column_dimensions[get_column_letter(place)].width = column.width


def _add_choices(sheet: Any, first: int, words: ImportWords) -> None:
    """Make all cells text, and offer the closed sets where there are some."""
    columns = list(words.template.columns)
    for place in range(1, len(columns) + 1):
        for row in range(first, first + ROWS):
            sheet.cell(row, place).number_format = "@"
    kinds = ",".join(words.template.kinds)
    choice = DataValidation(type="list", formula1=f'"{kinds}"', allow_blank=True)
    letter = get_column_letter(columns.index("kind") + 1)
    choice.add(f"{letter}{first}:{letter}{first + ROWS - 1}")
    sheet.add_data_validation(choice)
