"""Finding by finding: which are new, which are gone, which say something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quxiang.engine.results import Finding
from quxiang.engine.snapshots.differences.forms import FieldChange, FindingChange, Findings

_WORDS = {
    "error": "错误", "suspect": "疑似", "notice": "提示", "fault": "成立", "to_check": "待核",
}  # fmt: skip
_TITLES = {"severity": "程度", "verdict": "判断", "message": "说明"}


def finding_changes(before: Sequence[Finding], after: Sequence[Finding]) -> Findings:
    """Compare findings by rule and fingerprint; where their rows stand does not matter."""
    then, now = _by_name(before), _by_name(after)
    return Findings(
        new=tuple(each for name, each in now.items() if name not in then),
        gone=tuple(each for name, each in then.items() if name not in now),
        changed=tuple(
            FindingChange(each, fields)
            for name, each in now.items()
            if name in then and (fields := tuple(_fields(then[name], each)))
        ),
    )


def _by_name(findings: Sequence[Finding]) -> dict[tuple[str, str], Finding]:
    return {(each.rule, each.fingerprint): each for each in findings}


def _fields(then: Finding, now: Finding) -> Iterator[FieldChange]:
    for name, title in _TITLES.items():
        before, after = (str(getattr(each, name)) for each in (then, now))
        if before != after:
            said = (_WORDS.get(each, each) for each in (before, after))
            yield FieldChange(name, title, before, after, *said)
