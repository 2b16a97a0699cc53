"""Cases of a record whose source tells limits and fees for the whole procedure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search_index.importers.words import ImportWords
from search_index.procedure import Case, Fee, ProcessingTime, Requirement


def same_for_all(
    papers: Iterable[tuple[str, Sequence[Requirement]]],
    times: Sequence[ProcessingTime],
    fees: Sequence[Fee],
    words: ImportWords,
) -> tuple[Case, ...]:
    """Return a case for each (label, papers), all with the same limits and fees.

    Without papers there is one case, so that limits and fees have a place.
    """
    return tuple(
        Case(
            id=f"case-{number}",
            label=label or words.case,
            requirements=tuple(requirements),
            processing_times=tuple(times),
            fees=tuple(fees),
        )
        for number, (label, requirements) in enumerate(list(papers) or [("", ())], 1)
    )
