"""Check a school's own rules in a child process: even describing hostile SQL costs what it likes.

``python -m quxiang.engine.ownchecking FOLDER`` is the child: it reads ``job.json`` and writes
``facts.json``, or ``problems.json``. It also runs the rules' examples where it is asked to.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from quxiang.engine.checked import checked
from quxiang.engine.facts import RuleFacts
from quxiang.engine.remembered import remembered
from quxiang.engine.ruleform import Rule, read_rule
from quxiang.engine.shared import shared_file, shared_from
from quxiang.problems import Problem, UnusableError, Where

#: seconds and bytes checking may take, the program's own start included
SECONDS, MEMORY = 30, 3 << 30


class Job(msgspec.Struct):
    """What the child is to check: rule files, the shared views they rest on, their examples."""

    files: list[str]
    shared: str
    examples: bool = False


def facts_of(rules: Sequence[Rule]) -> tuple[RuleFacts, ...]:
    """Check rules in a child; raise :class:`UnusableError` with a problem for each that fails."""
    return _told(rules, examples=False)


def try_examples(rules: Sequence[Rule]) -> None:
    """Run the examples of rules in a child; raise with a problem for each that does not hold."""
    contents = (msgspec.json.encode(replace(rule, file="")) for rule in rules)
    made_from = (b"examples", shared_file().read_bytes(), *contents)
    remembered("examples", made_from, bool, lambda: bool(_told(rules, examples=True)))


def _told(rules: Sequence[Rule], *, examples: bool) -> tuple[RuleFacts, ...]:
    with TemporaryDirectory(prefix="quxiang-check-") as name:
        folder = Path(name)
        job = Job([rule.file for rule in rules], str(shared_file()), examples)
        (folder / "job.json").write_bytes(msgspec.json.encode(job))
        command = [sys.executable, "-m", "quxiang.engine.ownchecking", name]
        try:
            subprocess.run(  # noqa: S603 - our own module
                command, timeout=SECONDS, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise UnusableError(_too_dear(rules)) from None
        if (folder / "problems.json").exists():
            said = (folder / "problems.json").read_bytes()
            raise UnusableError(msgspec.json.decode(said, type=list[Problem]))
        if not (folder / "facts.json").exists():
            raise UnusableError(_too_dear(rules))
        facts = (folder / "facts.json").read_bytes()
        return msgspec.json.decode(facts, type=tuple[RuleFacts, ...])


def _too_dear(rules: Sequence[Rule]) -> Problem:
    names = "、".join(Path(rule.file).name for rule in rules)
    return Problem(
        "rule_too_dear",
        f"检查规则 {names} 时超过了 {SECONDS} 秒或 {MEMORY >> 30} GB 内存，已停止。",
        "请简化规则的 SQL，或逐个文件检查。",
        Where(names),
    )


def main(folder: Path) -> None:
    """Check what the job names and write what was learned, or what is wrong."""
    _limit()
    job = msgspec.json.decode((folder / "job.json").read_bytes(), type=Job)
    from quxiang.engine.checking import rule_facts  # noqa: PLC0415 - the parser is dear

    problems: list[Problem] = []
    rules = [rule for path in job.files if (rule := read_rule(Path(path), problems)) is not None]
    try:
        with shared_from(Path(job.shared)):
            facts = rule_facts(rules)
            if job.examples:
                from quxiang.engine.examples import refuse_failing  # noqa: PLC0415 - asked for only

                refuse_failing(checked(rules))
    except UnusableError as error:
        (folder / "problems.json").write_bytes(msgspec.json.encode(list(error.problems)))
    else:
        (folder / "facts.json").write_bytes(msgspec.json.encode(facts))


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # not on Windows, where the parent's clock is the only limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
