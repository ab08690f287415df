"""Work a run out again from the frozen rows and the texts kept with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyarrow as pa

from quxiang.engine.catalogue import with_parameters
from quxiang.engine.checked import Checked, checked
from quxiang.engine.dataset import Dataset
from quxiang.engine.figureform import read_figures
from quxiang.engine.figures import checked_grouping
from quxiang.engine.results import Outcome
from quxiang.engine.ruleform import Rule, read_rule
from quxiang.engine.run import Plan, run
from quxiang.engine.shared import shared_from
from quxiang.engine.snapshots.manifest import RunManifest
from quxiang.engine.snapshots.opened import Snapshot
from quxiang.engine.snapshots.runs import ANSWERS, Run, answered, sound_text
from quxiang.engine.snapshots.tables import read_table
from quxiang.engine.yamlform import Value, raise_if
from quxiang.problems import Problem, UnusableError


def recomputed(snapshot: Snapshot, run_kept: Run, dataset: Dataset) -> Outcome:
    """Return what a run's texts and parameters give on a dataset today.

    Raises :class:`UnusableError` where a text is not there or this program refuses it.
    """
    manifest = run_kept.manifest
    if manifest.answers is not None:
        dataset = answered(dataset, _answers(run_kept, manifest.answers.given))
    with shared_from(sound_text(snapshot.folder, manifest.shared)):
        rules = rules_of(snapshot, run_kept)
        plan = Plan(
            rules=_checked(rules),
            parameters=_parameters(rules, manifest),
            figures=read_figures(
                sound_text(snapshot.folder, digest) for digest in manifest.figures.values()
            ),
            by=checked_grouping(manifest.by),
            lang=manifest.lang,
            compared_with=tuple(snapshot.standard(scheme) for scheme in manifest.compared),
        )
        return run(dataset, snapshot.standard(manifest.standard), snapshot.settings, plan)


def _answers(run_kept: Run, given: Sequence[str]) -> pa.Table:
    try:
        return read_table(run_kept.folder, ANSWERS).select(given)
    except (OSError, pa.ArrowException, KeyError) as error:
        message = "这次运行的答复读不出来，或没有清单说的列。"
        raise UnusableError(
            Problem("run_answers_changed", message, "请取回原来的文件。")
        ) from error


def _parameters(rules: Sequence[Rule], manifest: RunManifest) -> Mapping[str, Mapping[str, Value]]:
    """Return what a manifest says of parameters: each rule's own, all of them, in their types."""
    parameters = with_parameters(rules, manifest.parameters)
    if parameters != manifest.parameters:
        message = "清单里的参数与规则的参数不符。"
        raise UnusableError(Problem("run_parameters_changed", message, "请取回原来的清单。"))
    return parameters


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
