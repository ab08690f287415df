"""Try every mutant of every rule and note that all were noticed: ``python -m bench.mutants``.

The tests try all mutants of a rule that was changed since, and a twelfth of every other.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))


def note() -> None:
    """Write down which text of each rule stood, for the tests to compare."""
    from engine import test_examples as tried  # noqa: PLC0415 - tests are no package of ours

    stood = {code: tried.written(code) for code in tried.RULES}
    tried.STOOD_FILE.write_text(json.dumps(stood, indent=1) + "\n", encoding="ascii")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args()
    asked = ["-q", str(TESTS / "engine/test_examples.py"), "-k", "notices_every_damage"]
    command = [sys.executable, "-m", "pytest", *asked]
    if subprocess.call(command, env={**os.environ, "QUXIANG_MUTANTS": "all"}):
        sys.exit("Some damage to a rule is noticed by no example; nothing was noted.")
    note()


if __name__ == "__main__":
    main()
