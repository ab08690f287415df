"""Verify a stranger's file in a process apart, with limits on memory and time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime

from quxiang.seals.verdict import Verdict, fault, verdict_of

MEMORY = 1 << 30
SECONDS = 25


def verify_apart(
    content: bytes, roots: Sequence[bytes], *, now: datetime, original: bytes = b"",
    crls: Sequence[bytes] = (),
) -> Verdict:  # fmt: skip
    """Say what :func:`quxiang.seals.verifying.verify` says; a file that is too much is damaged."""
    parts = [content, original, *roots, *crls]
    job = {
        "lengths": [len(each) for each in parts], "roots": len(roots), "now": now.isoformat(),
        "memory": MEMORY, "seconds": SECONDS,
    }  # fmt: skip
    paths = os.pathsep.join(each for each in sys.path if each)
    environment = {"PYTHONPATH": paths, "PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"}
    try:
        child = subprocess.run(
            [sys.executable, "-m", "quxiang.seals.child"],
            input=json.dumps(job).encode() + b"\n" + b"".join(parts), capture_output=True,
            timeout=SECONDS + 10, env=environment, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Verdict(problems=(fault("damaged"),))
    if child.returncode:
        return Verdict(problems=(fault("damaged"),))
    return verdict_of(json.loads(child.stdout))
