"""The papers of the national portal's interface, by case.

A component is a paper to hand in unless it is marked as what the citizen gets.
"""

from __future__ import annotations

from search_index.importers.papers import paper, paper_name
from search_index.importers.passages import told
from search_index.importers.portal_shape import ExecutionCase
from search_index.importers.words import ImportWords
from search_index.procedure import Requirement


def read_components(
    cases: tuple[ExecutionCase, ...], words: ImportWords
) -> tuple[list[tuple[str, tuple[Requirement, ...]]], list[str]]:
    """Return the papers by case, and what is doubtful about them."""
    found, flags = [], set()
    for case in cases:
        papers: dict[Requirement, None] = {}
        components = case.profile_components or ()
        # The portal leaves `required` false everywhere until somebody fills it in.
        filled_in = any(component.required for component in components)
        for component in components:
            name = paper_name(component.name or "")
            if component.is_processing_result or not name:
                continue
            originals, copies = component.original_qty or 0, component.copy_qty or 0
            if not originals and not copies:
                flags.add("papers_mixed_with_notes")
            optional = filled_in and not component.required
            files = [file.file_name or "" for file in component.attachments or ()]
            papers[
                paper(
                    name,
                    originals,
                    copies,
                    attachment=files[0] if files else "",
                    condition=words.if_any if optional else "",
                )
            ] = None
        if papers:
            found.append((told(case.name or ""), tuple(papers)))
    if not found:
        flags.add("papers_missing")
    return found, sorted(flags)
