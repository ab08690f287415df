"""Compare a run with its manifest and with what its texts give today, bit for bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from quxiang.engine.dataset import Dataset
from quxiang.engine.snapshots.canonical import sha256_of
from quxiang.engine.snapshots.linecheck import first_difference
from quxiang.engine.snapshots.manifest import Kind, RunManifest, read_manifest
from quxiang.engine.snapshots.opened import Snapshot
from quxiang.engine.snapshots.recomputing import recomputed
from quxiang.engine.snapshots.report import Report, RunSeen
from quxiang.engine.snapshots.results import Lines, counts_of, entry_of, file_of, lines_of
from quxiang.engine.snapshots.runs import ANSWERS, Run, text_of
from quxiang.engine.snapshots.tables import digests_of, parquet_of
from quxiang.problems import UnusableError

#: what a query says of texts or parameters nobody recorded
_FAILED = "规则或参数与数据合不上，清单不是原来的。"


@dataclass(frozen=True)
class RunCheck:
    """One run looked at; ``dataset`` is ``None`` where the rows are not there to run on."""

    snapshot: Snapshot
    dataset: Dataset | None
    report: Report
    retired: frozenset[str]

    def check(self, folder: Path) -> None:
        """Compare manifest, snapshot, texts, answers, results; then work the run out again."""
        try:
            manifest, digest = read_manifest(folder, RunManifest)
        except UnusableError as error:
            self._differs("run_changed", f"运行 {folder.name}：{error.problems[0].message}", folder)
            return
        run = Run(folder, manifest, digest)
        self._check_identity(run)
        sound = self._check_texts(run) and self._check_answers(run)
        stored = self._check_results(run)
        state = "not_recomputed"
        if sound and self.dataset is not None:
            state = "same" if self._recomputes(run, stored, self.dataset) else "differs"
        else:
            self._say_changed(run, stored)
        rows = {kind: entry.rows for kind, entry in manifest.results.items()}
        seen = RunSeen(run.name, rows.get("figures", 0), rows.get("findings", 0), state)
        self.report.runs.append(seen)

    def _differs(self, code: str, message: str, file: Path, line: int = 0) -> None:
        name = file.relative_to(self.snapshot.folder).as_posix()
        self.report.differs(code, message, file=name, cell=f"第 {line} 行" if line else "")

    def _check_identity(self, run: Run) -> None:
        manifest = run.folder / "manifest.json"
        if not run.named_rightly:
            message = f"运行 {run.name} 的清单与文件夹名里的散列不符，已被改动。"
            self._differs("run_changed", message, manifest)
        if run.manifest.snapshot != self.snapshot.sha256:
            message = (
                f"运行 {run.name} 属于另一份快照（{run.manifest.snapshot}），"
                f"不是这一份（{self.snapshot.sha256}）。"
            )
            self._differs("run_of_another", message, manifest)

    def _check_texts(self, run: Run) -> bool:
        texts = {
            **{f"规则 {code}": digest for code, digest in run.manifest.rules.items()},
            **{f"指标 {name}": digest for name, digest in run.manifest.figures.items()},
            "共用视图": run.manifest.shared,
        }
        sound = [self._sound_text(run, name, digest) for name, digest in texts.items()]
        return all(sound)

    def _sound_text(self, run: Run, name: str, digest: str) -> bool:
        path = text_of(self.snapshot.folder, digest)
        if not path.exists():
            message = f"运行 {run.name} 所用的{name}的原文不见了。"
            self._differs("rule_missing", message, path)
            return False
        if (found := sha256_of(path)) == digest:
            return True
        message = f"{name}的原文已被改动：SHA-256 应为 {digest}，现为 {found}。"
        self._differs("rule_changed", message, path)
        return False

    def _check_answers(self, run: Run) -> bool:
        entry = run.manifest.answers
        if entry is None:
            return True
        files = {
            parquet_of(run.folder, ANSWERS): entry.sha256,
            digests_of(run.folder, ANSWERS): entry.row_digests,
        }
        changed = [p for p, digest in files.items() if not p.exists() or sha256_of(p) != digest]
        for path in changed:
            if path.exists() or not self._taken(path):
                message = f"运行 {run.name} 的答复 {path.name} 与清单不符，或不见了。"
                self._differs("results_changed", message, path)
        return not changed

    def _taken(self, path: Path) -> bool:
        return path.relative_to(self.snapshot.folder).as_posix() in self.retired

    def _check_results(self, run: Run) -> dict[Kind, bool]:
        """Return of each kind of results whether its file is as the manifest says."""
        sound = {}
        for kind, entry in run.manifest.results.items():
            path = run.folder / file_of(kind)
            sound[kind] = path.exists() and sha256_of(path) == entry.sha256
            if not path.exists() and not self._taken(path):
                message = f"运行 {run.name} 的结果 {path.name} 不见了。"
                self._differs("results_missing", message, path)
        return sound

    def _say_changed(self, run: Run, sound: Mapping[Kind, bool]) -> None:
        """Name changed results where the run cannot be worked out again."""
        for kind, as_sealed in sound.items():
            path = run.folder / file_of(kind)
            if path.exists() and not as_sealed:
                message = f"运行 {run.name} 的结果 {path.name} 与清单不符，已被改动。"
                self._differs("results_changed", message, path)

    def _recomputes(self, run: Run, sound: Mapping[Kind, bool], dataset: Dataset) -> bool:
        """Say whether the run gives today what its manifest says; name the first difference."""
        try:
            outcome = recomputed(self.snapshot, run, dataset)
        except (UnusableError, duckdb.Error, pa.ArrowException) as error:
            why = error.problems[0].message if isinstance(error, UnusableError) else _FAILED
            message = f"运行 {run.name} 不能重算：{why}"
            self._differs("not_recomputed", message, run.folder)
            return False
        lines = lines_of(outcome)
        same = [self._compared(run, kind, lines, sound[kind]) for kind in run.manifest.results]
        if counts_of(outcome) != run.manifest.counts:
            message = f"运行 {run.name} 重算的人数与清单不同。"
            self._differs("figure_differs", message, run.folder / "manifest.json")
            return False
        return all(same)

    def _compared(self, run: Run, kind: Kind, lines: Lines, sound: bool) -> bool:
        path = run.folder / file_of(kind)
        stored = run.found(kind) if path.exists() else []
        recomputes = entry_of(lines.get(kind, ())) == run.manifest.results[kind]
        if recomputes and (sound or not path.exists()):
            return True
        differing = first_difference(kind, stored, lines.get(kind, ()))
        clause = differing.clause if differing else "存的与重算的相同，与清单不同"
        more = f"（共 {differing.count} 处）" if differing and differing.count > 1 else ""
        line = differing.line if differing else 0
        if recomputes:
            message = f"{path.name} 已被改动：{clause}{more}。"
            self._differs("results_changed", message, path, line)
        else:
            code = f"{kind.removesuffix('s')}_differs"
            self._differs(code, f"重算不同：{clause}{more}。", path, line)
        return recomputes
