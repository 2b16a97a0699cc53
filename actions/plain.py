"""The same facts in fewer words, for those who ask for it simpler."""

from __future__ import annotations

import re

# Numbers of laws and what stands in brackets; amounts, days and papers stay.
LAW = re.compile(r"\s*\[[^\]]*\]|\s*\([^()]*\)")
LINES = 6
LONGEST = 140


def plainly(paragraph: str) -> str:
    """Return *paragraph* without brackets and laws, its first lines, each cut short.

    A line that says how much is left out stands at the end of what was cut.
    """
    kept = []
    lines = paragraph.split("\n")
    for line in lines[:LINES]:
        bare = LAW.sub("", line).strip()
        if len(bare) > LONGEST:
            bare = bare[:LONGEST].rsplit(" ", 1)[0] + " …"
        kept.append(bare)
    if len(lines) > LINES:
        kept.append(f"• … (+{len(lines) - LINES})")
    return "\n".join(kept)
