"""Verify one file and end: run as a script with limits, as a stranger's PDF is read.

Standard input is a line of JSON, then the file, the original if any, the trusted certificates and
the lists of revoked ones; standard output is the verdict as JSON.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import BinaryIO


def main(source: BinaryIO, target: BinaryIO) -> int:
    job = json.loads(source.readline())
    parts = [source.read(length) for length in job["lengths"]]
    _limit(job["memory"], job["seconds"])
    from quxiang.seals.verifying import verify  # noqa: PLC0415 - within the limits

    content, original, *rest = parts
    roots, crls = rest[: job["roots"]], rest[job["roots"] :]
    now = datetime.fromisoformat(job["now"])
    told = verify(content, roots, now=now, original=original or None, crls=crls)
    target.write(json.dumps(told.plain, default=str).encode())
    target.flush()
    return 0


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # not on Windows, where the parent's clock is the only limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.stdin.buffer, sys.stdout.buffer))
