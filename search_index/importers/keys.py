"""Ids of imported procedures: by national code, or by name and level without one."""

from __future__ import annotations

import hashlib
import re

from search_index.procedure import AuthorityLevel
from vietnamese.fold import fold

KEY_WORDS, KEY_DIGITS = 6, 6


def procedure_id(code: str) -> str:
    """Return our id for a national code: a slug."""
    return "tthc-" + code.lower().replace(".", "-").replace("_", "-")


def local_key(name: str, level: AuthorityLevel) -> str:
    """Return the stable key of a procedure without code: words of its name, a digest.

    The same name at the same level has the same key in every file; the place in the
    list does not matter.
    """
    folded = " ".join(re.findall(r"[a-z0-9]+", fold(name).lower()))
    begun = "-".join(folded.split()[:KEY_WORDS])
    digest = hashlib.sha256(f"{level} {folded}".encode()).hexdigest()[:KEY_DIGITS]
    return f"{begun}-{digest}" if begun else f"khong-ten-{digest}"
