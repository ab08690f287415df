"""Check 2,000 damaged workbooks with the whole command; each must end in a clear outcome.

``python bench/fuzz.py [COUNT]`` (default 2,000), on as many warm processes as there are cores.
Every format takes its turn. Clear is a whole report, or exit 2 with a sentence; no traceback, and
none slower than the limit of ``tests/cli/endings.py``. The tests run the first 200.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from cli.endings import UNCLEAR, ending


def timed(seed: int) -> tuple[str, float]:
    """Return how one damaged workbook ended and the seconds it took."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        return ending(seed, Path(folder)), time.perf_counter() - started


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    started = time.perf_counter()
    with ProcessPoolExecutor() as pool:
        done = list(pool.map(timed, range(count), chunksize=10))
    took = time.perf_counter() - started
    slowest = max(seconds for _, seconds in done)
    print(f"{count} damaged workbooks in {took:.0f} s, the slowest in {slowest:.1f} s")
    ended = Counter(how for how, _ in done)
    for name, number in sorted(ended.items()):
        print(f"  {name}: {number}")
    return int(any(name.startswith(UNCLEAR) for name in ended))


if __name__ == "__main__":
    sys.exit(main())
