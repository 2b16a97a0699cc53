"""Recall at a rank, mean reciprocal rank, and how sure one can be of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

NOT_FOUND = 1_000
Z95 = 1.96


@dataclass(frozen=True)
class Share:
    """A share of *n* with its 95 % interval (Wilson)."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """Write it as .912 (.880–.936)."""
        parts = (f"{part:.3f}" for part in (self.value, self.low, self.high))
        return "{} ({}–{})".format(*parts)


def share(hits: int, n: int) -> Share:
    """Return *hits* of *n* with its interval.

    Raises:
        ValueError: if there is nothing to take a share of.
    """
    if n == 0:
        raise ValueError("no questions")
    p = hits / n
    centre = (p + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 * math.sqrt(p * (1 - p) / n + Z95**2 / (4 * n * n)) / (1 + Z95**2 / n)
    return Share(p, max(0.0, centre - half), min(1.0, centre + half))


def recall(ranks: Sequence[int], depth: int) -> Share:
    """Return the share of *ranks* (from 0) below *depth*."""
    return share(sum(rank < depth for rank in ranks), len(ranks))


def mean_reciprocal_rank(ranks: Sequence[int]) -> float:
    """Return the mean of 1 / rank; what was not found counts as zero."""
    return sum(1 / (rank + 1) for rank in ranks if rank < NOT_FOUND) / len(ranks)
