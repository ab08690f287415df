"""How many edits two short texts are apart."""

from __future__ import annotations


def distance(first: str, second: str) -> int:
    """Return the edit distance; swapping two neighbours is one edit."""
    if first == second:
        return 0
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, left in enumerate(first, start=1):
        older, before, row = before, row, [i] + [0] * len(second)
        for j, right in enumerate(second, start=1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            swapped = i > 1 and j > 1 and left == second[j - 2] and first[i - 2] == right
            if swapped:
                row[j] = min(row[j], older[j - 2] + 1)
    return row[-1]
