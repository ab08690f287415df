"""Check 2,000 damaged workbooks with the whole command; each must end in a clear outcome.

``python bench/fuzz.py [COUNT]`` (default 2,000). The tests run the first 200 through the reader.
A clear outcome: exit 0 or 1 with JSON, or exit 2 with a sentence; no traceback anywhere.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from exchange.mutate import mutated_workbook
from quxiang.cli import run


def outcome(seed: int) -> str:
    """Return what one damaged workbook ended in, or the words ``UNCLEAR: seed``."""
    out, err = io.StringIO(), io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        path = mutated_workbook(seed, Path(folder))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(["check", str(path), "--format", "json"])
    said = err.getvalue()
    if "Traceback" in said or "程序出错" in said:
        return f"UNCLEAR: {seed}"
    if code in (0, 1) and json.loads(out.getvalue())["figures"] is not None and not said:
        return f"exit {code}"
    return "exit 2" if code == 2 and "。" in said else f"UNCLEAR: {seed}"


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    start = time.perf_counter()
    with ProcessPoolExecutor() as pool:
        ended = Counter(pool.map(outcome, range(count), chunksize=20))
    print(f"{count} damaged workbooks in {time.perf_counter() - start:.0f} s")
    for name, number in sorted(ended.items()):
        print(f"  {name}: {number}")
    return int(any(name.startswith("UNCLEAR") for name in ended))


if __name__ == "__main__":
    sys.exit(main())
