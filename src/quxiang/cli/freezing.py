"""From the options of ``snapshot create`` and ``run`` to a snapshot and a run of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from quxiang.cli.inputs import Loaded, read_inputs
from quxiang.cli.keys import PUBLIC_ID
from quxiang.cli.options import Chosen
from quxiang.cli.progress import Steps
from quxiang.cli.reporting import plan_of, usual_group
from quxiang.engine.figures import checked_grouping
from quxiang.engine.run import Plan
from quxiang.engine.snapshots import About, Run, Snapshot, create, open_snapshot, record_run
from quxiang.engine.snapshots.folders import refuse_taken
from quxiang.engine.snapshots.manifest import InputEntry
from quxiang.problems import Problem, UnusableError

#: the only inputs a run may bring that the snapshot does not hold
_OF_A_RUN = ("answers",)


@dataclass(frozen=True)
class Created:
    """A snapshot just made, its first run, and what a reader should be told."""

    snapshot: Snapshot
    run: Run
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Freezing:
    """Where a snapshot goes, what it follows, and as of when its rows were known."""

    output: Path
    previous: Path | None
    known_at: datetime | None
    new_key: bool

    def create(self, asked: Chosen) -> Created:
        """Read the inputs, freeze them, run the plan; refuse early what cannot be written."""
        refuse_taken(self.output)
        if self.previous is not None:
            open_snapshot(self.previous)
        with Steps(4) as steps:
            with steps.step("读入文件"):
                loaded = read_inputs(asked)
                _refuse_mixed_keys(loaded)
            with steps.step("检查规则"):
                plan = _plan(loaded, asked)
            with steps.step("写出快照"):
                snapshot = self._written(loaded)
            with steps.step("统计与核对"):
                run = record_run(snapshot, loaded.standard, plan)
        return Created(snapshot, run, tuple(_notes(loaded)))

    def _written(self, loaded: Loaded) -> Snapshot:
        return create(
            loaded.dataset.tables, loaded.dataset.given, folder=self.output,
            about=about_of(loaded, self.known_at), previous=self.previous, new_key=self.new_key,
        )  # fmt: skip


def _refuse_mixed_keys(loaded: Loaded) -> None:
    """Refuse inputs hashed with several keys: a snapshot names one."""
    if mixed := [each for each in loaded.gathered.problems if each.code == "mixed_keys"]:
        raise UnusableError(mixed)


def _plan(loaded: Loaded, asked: Chosen) -> Plan:
    by = checked_grouping(asked.by) or usual_group(loaded)
    return plan_of(loaded, asked, by)


def about_of(loaded: Loaded, known_at: datetime | None) -> About:
    """Return what a snapshot of these inputs is of."""
    dataset, graduates = loaded.dataset, loaded.dataset.tables["graduates"]
    school, cohort = (
        "、".join(filter(None, sorted(graduates.column(name).unique().to_pylist())))
        for name in ("school", "cohort")
    )
    return About(
        school=school,
        cohort=cohort,
        moment=dataset.moment,
        known_at=known_at or dataset.moment,
        settings=loaded.settings,
        key_id=loaded.key_id,
        overlay=loaded.overlay,
        moments=dataset.moments,
        unreadable=dataset.unreadable,
        inputs=tuple(
            InputEntry(
                table=table, file=each.name, sheet=each.sheet, rows=each.rows, sha256=each.sha256
            )
            for table, each in loaded.gathered.files.items()
        ),
        problems=Counter(each.code for each in loaded.gathered.problems),
    )


def _notes(loaded: Loaded) -> list[str]:
    notes = []
    if count := len(loaded.gathered.problems):
        notes.append(f"读入时有 {count} 处问题，用 quxiang check 查看；读不出的单元格按空冻结。")
    if loaded.key_id == PUBLIC_ID:
        notes.append(
            "证件与电话的散列用的是公开密钥，可以被逐个试出；快照要交给别人时请用 --key 给出密钥。"
        )
    return notes


def run_again(asked: Chosen) -> tuple[Snapshot, Run]:
    """Run once more on a snapshot, and keep the run beside it."""
    if not Path(asked.file).is_dir():
        open_snapshot(Path(asked.file))
    _refuse_other_inputs(asked)
    loaded = read_inputs(asked)
    snapshot = open_snapshot(Path(asked.file))
    answers = loaded.dataset.tables["answers"] if "answers" in asked.secondary else None
    return snapshot, record_run(snapshot, loaded.standard, _plan(loaded, asked), answers=answers)


def _refuse_other_inputs(asked: Chosen) -> None:
    """Refuse what belongs to the snapshot: a run is of its rows, settings and moment."""
    options = [*(each for each in asked.secondary if each not in _OF_A_RUN)]
    named = {"settings": asked.settings, "standards-dir": asked.standards_dir, "as-of": asked.as_of}
    options += [name for name, value in named.items() if value is not None]
    if options:
        words = "、".join(f"--{each.replace('_', '-')}" for each in options)
        message = f"{words} 属于快照本身，不能在运行时更换。"
        remedy = "请去掉这个选项，或另建一份快照。"
        raise UnusableError(Problem("snapshot_fixed", message, remedy))
