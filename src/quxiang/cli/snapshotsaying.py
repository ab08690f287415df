"""Say what a snapshot command did: as text for a person, as JSON for a program."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from quxiang.cli.freezing import Created
from quxiang.cli.harmless import harmless
from quxiang.engine.shared import DECLARED
from quxiang.engine.snapshots import Report, Run, Snapshot, runs_of
from quxiang.engine.snapshots.manifest import Kind, Manifest
from quxiang.engine.snapshots.retention import note_of
from quxiang.reports.jsonform import problem_data

SCHEMA = 1
MOST = 20
_STATES = {
    "same": "✓", "changed": "✗ 已改", "missing": "✗ 不见了", "unreadable": "✗ 读不出",
    "retired": "已按期清理", "differs": "✗ 重算不同", "not_recomputed": "没有重算",
}  # fmt: skip


_KINDS: Mapping[Kind, str] = {"figures": "指标", "findings": "发现", "not_run": "未运行或部分运行"}
_FINE, _FINE_SO_FAR = "核对无误。", "看过的都无误；没有看的，见上面的“注意”。"


def say(lines: Iterable[str]) -> None:
    """Print lines; what would steer a terminal is shown as a mark."""
    sys.stdout.write("".join(f"{harmless(line)}\n" for line in lines))


def say_json(command: str, value: Mapping[str, object]) -> None:
    """Print a value as one JSON object, with its schema and command in front."""
    data = msgspec.json.encode({"schema": SCHEMA, "command": f"snapshot {command}", **value})
    sys.stdout.write(f"{msgspec.json.format(data, indent=2).decode()}\n")


def say_created(created: Created, kind: str) -> None:
    """Say where the snapshot is, its hash, and what its first run gave."""
    snapshot = created.snapshot
    if kind == "json":
        more = {"run": _run_data(created.run), "notes": created.notes}
        say_json("create", {**snapshot_data(snapshot), **more})
        return
    say([f"已建立快照 {snapshot.folder}", *_head(snapshot), _run_line(created.run)])
    say([f"注意：{note}" for note in created.notes])
    say(["请把 SHA-256 记在别处：以后用 quxiang snapshot verify --sha256 可知有没有整份被换。"])


def say_run(snapshot: Snapshot, run: Run, kind: str) -> None:
    if kind == "json":
        say_json("run", {**snapshot_data(snapshot), "run": _run_data(run)})
        return
    say([f"快照 {snapshot.folder}", _run_line(run)])


def snapshot_data(snapshot: Snapshot) -> dict[str, object]:
    return {
        "folder": str(snapshot.folder),
        "sha256": snapshot.sha256,
        "manifest": snapshot.manifest,
    }


def _run_data(run: Run) -> dict[str, object]:
    return {"name": run.name, "sha256": run.sha256, "manifest": run.manifest}


def _head(snapshot: Snapshot) -> Iterator[str]:
    manifest = snapshot.manifest
    yield f"SHA-256 {snapshot.sha256}"
    moment = f"截至 {_moment(manifest.moment)}{_known(manifest)}"
    yield f"{manifest.school} {manifest.cohort} 届，{moment}"
    held = [(name, manifest.tables[name]) for name in DECLARED if name in manifest.tables]
    yield "、".join(f"{_title(name)} {entry.rows:,} 行" for name, entry in held)
    if manifest.previous is not None:
        yield f"接在“{manifest.previous_name}”之后（{manifest.previous[:16]}…）"


def _title(name: str) -> str:
    return {"unreadable": "读不出的单元格"}.get(name, DECLARED[name].title)


def _moment(moment: datetime | None) -> str:
    return "不详" if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def _known(manifest: Manifest) -> str:
    if manifest.known_at in (None, manifest.moment):
        return ""
    return f"，按 {_moment(manifest.known_at)} 所知"


def _run_line(run: Run) -> str:
    results = run.manifest.results
    counts = [f"{words} {results[kind].rows:,}" for kind, words in _KINDS.items()]
    schemes = "、".join((run.manifest.standard, *run.manifest.compared))
    return f"运行 {run.name}（{schemes} 方案）：{'，'.join(counts)}"


def say_snapshot(snapshot: Snapshot, kind: str, everything: bool) -> None:
    """Show a snapshot: its facts, settings, runs and the figures of the newest run."""
    runs, note = list(runs_of(snapshot)), note_of(snapshot)
    if kind == "json":
        more = {"runs": [_run_data(run) for run in runs], "retired": note}
        say_json("show", {**snapshot_data(snapshot), **more})
        return
    say([f"快照 {snapshot.folder}", *_head(snapshot), *_facts(snapshot.manifest)])
    if note is not None:
        say([f"数据已于 {_moment(note.at)} 由{note.by}清理：{note.reason}"])
    say(map(_run_line, runs) if runs else ["还没有运行。"])
    if runs:
        say(_figures(runs[-1], everything))


def _facts(manifest: Manifest) -> Iterator[str]:
    settings = manifest.settings
    yield f"程序 {manifest.program}，散列密钥 {manifest.key_id}"
    words = f"{settings.values.get('scheme')} 方案，自 {settings.values.get('counts_from')} 起计入"
    yield f"设置 {settings.digest[:16]}：{words}"
    if (overlay := manifest.overlay) is not None:
        yield f"本校代码表修改 {len(overlay.rows)} 处（{overlay.digest[:16]}）"
    for each in manifest.inputs:
        yield f"读自 {each.file}（{_title(each.table)}，{each.rows:,} 行，{each.sha256[:16]}…）"
    if manifest.problems:
        said = "、".join(f"{code} {count} 处" for code, count in manifest.problems.items())
        yield f"读入时的问题：{said}"


def _figures(run: Run, everything: bool) -> Iterator[str]:
    lines = run.figures()
    whole = [each for each in lines if everything or not each.group]
    for each in whole:
        rate = "—" if each.rate is None else f"{each.rate}{'%' if each.per == 100 else '‰'}"
        group = "、".join(each.group_names.values()) or "全部"
        yield (
            f"  {each.title}（{each.standard}，{group}）：{rate} · "
            f"{each.numerator:,}/{each.denominator:,}"
        )
    if len(lines) > len(whole):
        yield f"  另有 {len(lines) - len(whole)} 个分组的指标，用 --all 列出。"


def say_verified(report: Report, kind: str) -> None:
    """Say what was compared and every difference by name."""
    if kind == "json":
        say_json("verify", verified_data(report))
        return
    say([f"快照 {report.folder}", f"SHA-256 {report.sha256}"])
    say(f"  {_title(t.name)}（{t.rows:,} 行）{_STATES[t.state]}" for t in report.tables)
    say(
        f"  运行 {r.name}（指标 {r.figures:,}，发现 {r.findings:,}）{_STATES[r.state]}"
        for r in report.runs
    )
    say(f"  链：{link.name}（{link.sha256[:16]}…）{_STATES[link.state]}" for link in report.chain)
    say(f"注意：{notice}" for notice in report.notices)
    if not report.differences:
        say([_FINE if report.complete else _FINE_SO_FAR])
        return
    say([f"有 {len(report.differences)} 处不同："])
    for each in report.differences:
        place = f"{each.where}：" if str(each.where) else ""
        say([f"  {place}{each.message}{each.remedy}"])


def verified_data(report: Report) -> dict[str, object]:
    return {
        "folder": str(report.folder),
        "sha256": report.sha256,
        "verified": not report.differences,
        "complete": report.complete,
        "differences": [problem_data(each) for each in report.differences],
        "notices": report.notices,
        "tables": report.tables,
        "runs": report.runs,
        "chain": report.chain,
    }
