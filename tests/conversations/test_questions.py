"""Questions by somebody who did not tune the assistant, with their folded twins.

`questions.tsv` was written before the system and measures it; the floors below are
what was measured (docs/measurements.md), so that quality does not slip unseen.
`settled.tsv` holds questions that are answered rightly and must stay so.
"""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from vietnamese.fold import fold

pytestmark = pytest.mark.rasa
HERE = Path(__file__).parent
FLOORS = json.loads((HERE / "floors.json").read_text())


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("typed", ["accented", "folded"])
def test_the_evaluation_set(ask, typed, record_property):
    """Kind, procedure and facet are right at least as often as last measured."""
    right, total = Counter(), Counter()
    for row in rows("questions.tsv"):
        result = ask(fold(row["text"]) if typed == "folded" else row["text"])
        total["kind"] += 1
        right["kind"] += result.kind == row["kind"]
        if row["kind"] != "procedure":
            total["no_false_answer"] += 1
            false = result.kind == "procedure" and result.status == "answered"
            right["no_false_answer"] += not false
            continue
        codes, facets = set(row["codes"].split(",")), row["facets"].split(",")
        first = result.hits[0]["code"] if result.hits else None
        shown = [procedure["code"] for procedure in result.procedures]
        total.update(["found_first", "shown", "first_facet"])
        right["found_first"] += first in codes
        right["shown"] += bool(codes & set(shown))
        right["first_facet"] += [*result.facets, None][0] == facets[0]
        if result.status == "answered":
            total["answered_right"] += 1
            right["answered_right"] += shown[0] in codes
    shares = {name: round(right[name] / total[name], 3) for name in total}
    print(typed, shares, dict(total))
    record_property("shares", shares)

    low = {n: (s, FLOORS[typed][n]) for n, s in shares.items() if s < FLOORS[typed][n]}
    assert low == {}


@pytest.mark.parametrize("row", rows("settled.tsv"), ids=lambda row: row["text"][:50])
def test_settled(ask, row):
    """With marks and without: the right procedure and facets, answered or offered first.

    The model of what the catalogue does not answer makes some of them a question back.
    """
    for text in (row["text"], fold(row["text"])):
        result = ask(text)
        assert result.kind == row["kind"]
        assert ",".join(result.facets) == row["facets"]
        if row["kind"] == "procedure":
            assert result.status in ("answered", "clarify")
            assert result.procedures[0]["code"] in row["codes"].split(",")
