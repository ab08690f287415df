"""Prepare one upload and end: run as a script, never imported by the web process.

Standard input is a line of JSON and the upload; standard output a line of JSON with the lengths
of the files that follow it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, BinaryIO

from quxiang.web.evidence.intake.areas import areas_of
from quxiang.web.evidence.intake.limits import Limits, RefusedError
from quxiang.web.evidence.intake.preparing import page_of, prepare, previews


def main(source: BinaryIO, target: BinaryIO) -> int:
    """Do the job read from ``source``; a refusal is an answer like any other."""
    job = json.loads(source.readline())
    content = source.read()
    _limit(job["memory"], job["seconds"])
    limits = Limits(**job["limits"])
    try:
        facts, files = _done(job, content, limits)
    except RefusedError as refusal:
        problem = refusal.problem
        facts, files = {"refused": [problem.code, problem.message, problem.remedy]}, []
    head = {**facts, "lengths": [len(each) for each in files]}
    target.write(json.dumps(head).encode() + b"\n" + b"".join(files))
    target.flush()
    return 0


def _done(
    job: Mapping[str, Any], content: bytes, limits: Limits
) -> tuple[dict[str, Any], list[bytes]]:
    if job["do"] == "previews":
        return {}, previews(content, limits)
    if job["do"] == "page":
        return {}, [page_of(content, job["number"], limits)]
    prepared = prepare(content, areas_of(job["areas"]), limits)
    facts = asdict(prepared)
    files = [facts.pop("content"), facts.pop("thumbnail")]
    if job["do"] == "scan":
        from quxiang.web.evidence.intake.codes import codes_of  # noqa: PLC0415 - scans only

        facts["codes"] = codes_of(files[0], limits)
    return facts, files


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # not on Windows, where the parent's clock is the only limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # what it reads leaves no trace on the disk


if __name__ == "__main__":
    sys.exit(main(sys.stdin.buffer, sys.stdout.buffer))
