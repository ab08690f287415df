"""Let work that makes hundreds of thousands of plain values go on without looking for cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def left_lying() -> Iterator[None]:
    """Do not look for unreachable cycles meanwhile; every look passes all values there are.

    Rows and findings hold no cycles, so nothing is kept longer than it would be. A process that
    looks for none anyway is left so.
    """
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()
