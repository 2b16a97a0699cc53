"""The length of a text as Lucene stores it: one byte, exact up to 39, then coarse.

BM25 marks long texts down. Elasticsearch computes with the length that its index
holds in one byte; the embedded engine takes the same, so that both give the same
scores (Lucene: `SmallFloat.intToByte4`, four significant bits above an exact range).
"""

EXACT = 24  # 255 minus the code of the largest int: so many values are free
BITS = 4


def as_stored(length: int) -> int:
    """Return *length* as it comes back out of Lucene's one byte."""
    if length < EXACT:
        return length
    rest = length - EXACT
    shift = max(rest.bit_length() - BITS, 0)
    return EXACT + (rest >> shift << shift)
