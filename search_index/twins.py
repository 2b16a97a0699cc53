"""The same procedure at two levels: which of them a question means.

"Căn cước" is taken by the commune's police, the province's and the ministry's, each
by a record of its own. Words hardly tell them apart, so the record and the place do:
the level that the question names, else the one nearest to the citizen: commune,
province, ministry. The other is offered beside the answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from search_index.procedure import Procedure
from search_index.ranking import Hit
from search_index.values import AuthorityLevel
from vietnamese.fold import fold

# What a name says of the level, folded; and all that is no word.
OF_LEVEL = re.compile(
    r"\b(?:(?:thuc hien )?(?:tai |o )?(?:cong an )?"
    r"(?:cap )(?:trung uong|bo|tinh|huyen|xa)|thu tuc)\b|[^\w\s]"
)
# What a question says of it, folded.
ASKED = {
    AuthorityLevel.MINISTRY: re.compile(
        r"\b(?:trung uong|cap bo|len bo|cuc|(?:cua|do|tai|o) bo|bo cong an)\b"
    ),
    AuthorityLevel.PROVINCE: re.compile(
        r"\b(?:(?:cap|cong an|ubnd|uy ban|chu tich|len|tren) tinh"
        r"|tinh cap|(?:tai|o|len|gui|nop) so)\b"
    ),
    AuthorityLevel.COMMUNE: re.compile(
        r"\b(?:cap|cong an|ubnd|uy ban|chu tich|o|tai|len|ra|ngoai|tren|duoi)"
        r" (?:xa|phuong|dac khu)\b"
    ),
}
NEAREST_FIRST = {
    AuthorityLevel.COMMUNE: 0,
    AuthorityLevel.PROVINCE: 1,
    AuthorityLevel.MINISTRY: 2,
}
# Where no level is named, a twin further behind than this share of the best is told
# apart by the words.
NEAR = 0.85


class Twins:
    """Which rows of an index are one procedure at several levels."""

    def __init__(self, procedures: Sequence[Procedure]) -> None:
        """Group *procedures* by their names without the level."""
        self._levels = [frozenset(p.levels) for p in procedures]
        named: dict[str, list[int]] = defaultdict(list)
        for row, procedure in enumerate(procedures):
            bare = OF_LEVEL.sub(" ", fold(procedure.name).lower())
            named[" ".join(bare.split())].append(row)
        self._of = {
            row: frozenset(rows)
            for rows in named.values()
            if len(rows) > 1 and self._apart(rows)
            for row in rows
        }

    def of(self, row: int) -> frozenset[int]:
        """Return *row* and its twins; only itself where it has none."""
        return self._of.get(row, frozenset((row,)))

    def ordered(self, hits: list[Hit], folded: str) -> list[Hit]:
        """Return *hits* with the twin that *folded*, a question, means at the top."""
        same = self.of(hits[0].row) if hits else frozenset()
        twins = [hit for hit in hits if hit.row in same]
        if len(twins) < 2:
            return hits
        best = hits[0]
        asked = {level for level, words in ASKED.items() if words.search(folded)}
        meant = [hit for hit in twins if asked & self._levels[hit.row]]
        if not meant:
            near = [hit for hit in twins if hit.score >= NEAR * best.score]
            meant = sorted(near, key=lambda hit: self._distance(hit.row))
        if meant[0] is best:
            return hits
        return [meant[0], *(hit for hit in hits if hit is not meant[0])]

    def _distance(self, row: int) -> int:
        return min(NEAREST_FIRST.get(level, 3) for level in self._levels[row])

    def _apart(self, rows: Sequence[int]) -> bool:
        """Tell whether no two of *rows* share a level: else they differ otherwise."""
        levels = [level for row in rows for level in self._levels[row]]
        return len(levels) == len(set(levels)) and all(
            self._levels[row] for row in rows
        )
