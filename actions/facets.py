"""What a message asks of a procedure, from NLU and from the catalogue's phrases."""

from __future__ import annotations

from actions.message import Understood
from search_index.analysis import AnalysedQuestion
from search_index.procedure import Facet

# A facet is asked for from here on; where a phrase of the catalogue names it, sooner.
# Chosen on the development half of tests/understanding (docs/measurements.md).
ASKED, NAMED_FACET = 0.4, 0.2
MAX_FACETS = 4


def asked_facets(said: Understood, question: AnalysedQuestion) -> tuple[Facet, ...]:
    """Return the facets asked for, first asked first, never empty.

    NLU tells how likely each is; the catalogue's phrases ("mất bao lâu") speak for
    theirs. What asks for something in particular asks for no overview.
    """
    asked = [
        one.facet
        for one in said.facets
        if one.facet is not Facet.GENERAL
        and one.confidence >= (NAMED_FACET if one.facet in question.facets else ASKED)
    ]
    if asked:
        return tuple(asked[:MAX_FACETS])
    if not said.facets:  # a model without facets: the phrases alone
        named = [facet for facet in question.facets if facet is not Facet.GENERAL]
        return tuple(named) or (Facet.GENERAL,)
    return (max(said.facets, key=lambda one: one.confidence).facet,)
