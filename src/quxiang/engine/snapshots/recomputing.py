"""Work a run out again from the frozen rows and the texts kept with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quxiang.engine.checked import Checked, checked
from quxiang.engine.dataset import Dataset
from quxiang.engine.figureform import read_figures
from quxiang.engine.results import Outcome
from quxiang.engine.ruleform import Rule, read_rule
from quxiang.engine.run import Plan, run
from quxiang.engine.shared import shared_from
from quxiang.engine.snapshots.opened import Snapshot
from quxiang.engine.snapshots.runs import ANSWERS, Run, answered, sound_text
from quxiang.engine.snapshots.tables import read_table
from quxiang.engine.yamlform import raise_if
from quxiang.problems import Problem


def recomputed(snapshot: Snapshot, run_kept: Run, dataset: Dataset) -> Outcome:
    """Return what a run's texts and parameters give on a dataset today.

    Raises :class:`UnusableError` where a text is not there or this program refuses it.
    """
    manifest = run_kept.manifest
    if manifest.answers is not None:
        answers = read_table(run_kept.folder, ANSWERS).select(manifest.answers.given)
        dataset = answered(dataset, answers)
    with shared_from(sound_text(snapshot.folder, manifest.shared)):
        plan = Plan(
            rules=_checked(rules_of(snapshot, run_kept)),
            parameters=manifest.parameters,
            figures=read_figures(
                sound_text(snapshot.folder, digest) for digest in manifest.figures.values()
            ),
            by=manifest.by,
            lang=manifest.lang,
            compared_with=tuple(snapshot.standard(scheme) for scheme in manifest.compared),
        )
        return run(dataset, snapshot.standard(manifest.standard), snapshot.settings, plan)


def rules_of(snapshot: Snapshot, run_kept: Run) -> tuple[Rule, ...]:
    """Return the rules of a run, from the texts kept with it."""
    problems: list[Problem] = []
    paths = (sound_text(snapshot.folder, digest) for digest in run_kept.manifest.rules.values())
    rules = [rule for path in paths if (rule := read_rule(path, problems)) is not None]
    raise_if(problems)
    own = run_kept.manifest.own
    marked = (replace(rule, own=rule.code in own) for rule in rules)
    return tuple(sorted(marked, key=lambda rule: rule.code))


def _checked(rules: Sequence[Rule]) -> tuple[Checked, ...]:
    """Check shipped texts here and a school's own apart."""
    own = [rule for rule in rules if rule.own]
    shipped = checked(rule for rule in rules if not rule.own)
    return (*shipped, *(checked(own) if own else ()))
