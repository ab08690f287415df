"""Faults of papers: none at all, one file for two people, an internship in place of a job."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from quxiang.simulation.draws import Flags
from quxiang.simulation.faults.bench import Bench, Planter

#: destination, the paper that is missing then, how sure that is
_LACKING = (("11", "contract"), ("10", "agreement"), ("76", "statement"))


def plant_missing_papers(bench: Bench) -> None:
    """V501: no paper at all, or only another; a paper of an earlier version leaves doubt."""
    evidence = bench.sheets["evidence"]
    for code, kind in _LACKING:
        for row in bench.choose(bench.graduates.rows_where(bench.coded(code), _own(bench)), 1):
            for paper in bench.rows_of("evidence", row):
                evidence.drop(paper)
            bench.tell_graduate("V501", row, "没有任何材料。", kind=kind)
    for row in bench.choose(bench.graduates.rows_where(bench.coded("12"), _own(bench)), 1):
        _keep_only(bench, row, kind="confirmation")
        bench.tell_graduate("V501", row, "只有别种材料。", kind="certificate")
    for row in bench.choose(bench.graduates.rows_where(bench.coded("11"), _first(bench)), 1):
        _keep_only(bench, row, version=2)
        note = "材料属于别的版本。"
        bench.tell_graduate("V501", row, note, kind="contract", verdict="to_check")
    for row in bench.choose(bench.graduates.rows_where(bench.coded("11"), _first(bench)), 1):
        _keep_only(bench, row, version=None)
        note = "对照：材料没有写版本，不应报告。"
        bench.tell_graduate("V501", row, note, kind="contract", verdict=None)


def _keep_only(bench: Bench, row: int, **cells: object) -> None:
    """Leave one paper, with other cells."""
    first, *rest = bench.rows_of("evidence", row)
    bench.sheets["evidence"].set(first, **cells)
    for paper in rest:
        bench.sheets["evidence"].drop(paper)


def _own(bench: Bench) -> Flags:
    """Return whose papers are there, whatever their version."""
    known = bench.sheets["evidence"].table.column("graduate_id")
    return np.asarray(pc.is_in(bench.graduates.table.column("graduate_id"), known.combine_chunks()))


def _first(bench: Bench) -> Flags:
    """Return whose record is the first and only version, with papers."""
    version = pc.fill_null(pc.equal(bench.graduates.table.column("version"), 1), False)
    return np.asarray(version) & _own(bench)


def plant_reused_papers(bench: Bench) -> None:
    """V502: two people with one file; partners may share a licence, one person may repeat."""
    evidence = bench.sheets["evidence"]
    for code, kind, verdict, note in (
        ("11", None, "fault", "两人用了同一份合同。"),
        ("75", "licence", "to_check", "两人合用一张执照。"),
    ):
        rows = bench.choose(bench.graduates.rows_where(bench.coded(code), _papered(bench, kind)), 2)
        if len(rows) == 2:
            first, second = (bench.rows_of("evidence", row)[-1] for row in rows)
            evidence.copy(("sha256", "title"), first, second)
            key = {"sha256": evidence.get(first, "sha256")}
            bench.tell("V502", "graduate", key, note, verdict=verdict, rows=rows)
    for row in bench.choose(bench.graduates.rows_where(bench.coded("12"), _own(bench)), 1):
        first, *others = bench.rows_of("evidence", row)
        for other in others:
            evidence.copy(("sha256", "title"), first, other)
        key = {"sha256": evidence.get(first, "sha256")}
        bench.tell("V502", "graduate", key, "对照：同一人自己的几份，不应报告。", verdict=None)


def _papered(bench: Bench, kind: str | None) -> Flags:
    """Return whose last paper is of a kind."""
    table = bench.sheets["evidence"].table
    if kind is not None:
        table = table.filter(pc.equal(table.column("kind"), kind))
    known = table.column("graduate_id").combine_chunks()
    return np.asarray(pc.is_in(bench.graduates.table.column("graduate_id"), known))


def _shown(bench: Bench, row: int) -> list[int]:
    """Return the papers of the version in force."""
    version, sheet = bench.graduates.get(row, "version"), bench.sheets["evidence"]
    return [paper for paper in bench.rows_of("evidence", row)
            if sheet.get(paper, "version") == version]  # fmt: skip


def plant_internships(bench: Bench) -> None:
    """V503: an internship's paper as proof; a lawyer or teacher may honestly have the word."""
    for title, verdict, note in (
        ("毕业实习协议.pdf", "fault", "实习协议当佐证。"),
        ("就业见习证明.pdf", "fault", "见习证明当佐证。"),
        ("实习律师聘用合同.pdf", "to_check", "实习律师的合同。"),
        ("劳动合同（练习册编辑）.pdf", None, "对照：没有实习二字，不应报告。"),
    ):
        for row in bench.choose(bench.graduates.rows_where(bench.coded("11"), _own(bench)), 1):
            for paper in _shown(bench, row)[:1]:
                bench.sheets["evidence"].set(paper, title=title)
            bench.tell_graduate("V503", row, note, field="evidence", verdict=verdict)


PLANTERS: tuple[Planter, ...] = (plant_missing_papers, plant_reused_papers, plant_internships)
