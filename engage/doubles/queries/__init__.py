"""Finding records that may be one person, the list of pairs, and merges."""

from __future__ import annotations

from engage.doubles.queries.finding import Close, Record, close_to, pairs_among_everybody, records
from engage.doubles.queries.merges import (
    Difference,
    Line,
    Prepared,
    both,
    differences,
    merges,
    not_the_same,
    pair,
    pairs,
    prepared,
    waits_for,
)
from engage.doubles.queries.rows import Rows, joined, packed, rows_of, unpacked

__all__ = [
    "Close",
    "Difference",
    "Line",
    "Prepared",
    "Record",
    "Rows",
    "both",
    "close_to",
    "differences",
    "joined",
    "merges",
    "not_the_same",
    "packed",
    "pair",
    "pairs",
    "pairs_among_everybody",
    "prepared",
    "records",
    "rows_of",
    "unpacked",
    "waits_for",
]
