"""How a command on one damaged workbook ends: clearly, or not."""

from __future__ import annotations

import contextlib
import io
import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from exchange.mutate import mutated_workbook
from quxiang.cli import run
from quxiang.cli.options import FORMATS

#: seconds one small workbook may take, however damaged
LIMIT = 30
UNCLEAR = "UNCLEAR"


class TooSlowError(BaseException):
    """Raised in a run that takes too long; no ``Exception``, so that nothing swallows it."""


def ending(seed: int, folder: Path) -> str:
    """Return ``exit 0``, ``exit 1`` or ``exit 2``, or ``UNCLEAR`` with the seed and what happened.

    Clear is: a whole report in the format whose turn it is, or exit 2 with a sentence; nothing
    else on standard error, no traceback, within the limit.
    """
    kind = FORMATS[seed % len(FORMATS)]
    path, report = mutated_workbook(seed, folder), folder / f"{seed}-report.{kind}"
    words = ["check", str(path), "--format", kind]
    if kind in ("html", "xlsx"):
        words += ["--output", str(report)]
    out, err = io.StringIO(), io.StringIO()
    started = time.perf_counter()
    try:
        with _limited(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(words)
    except TooSlowError:
        return f"{UNCLEAR} {seed}: not done after {time.perf_counter() - started:.0f} s"
    said = err.getvalue()
    if "Traceback" in said or "程序出错" in said:
        return f"{UNCLEAR} {seed}: {said[-300:]}"
    if code == 2 and "。" in said and not out.getvalue() and not report.exists():
        return "exit 2"
    if code in (0, 1) and not said and _whole(kind, out.getvalue(), report):
        return f"exit {code}"
    return f"{UNCLEAR} {seed}: exit {code}, {said[:300]!r}"


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(LIMIT)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _whole(kind: str, out: str, report: Path) -> bool:
    """Say whether a report is there to its end."""
    if kind == "json":
        return bool(json.loads(out)["input"])
    if kind == "text":
        return out.rstrip().endswith("。")
    whole = report.stat().st_size > 5000
    report.unlink()
    return whole
