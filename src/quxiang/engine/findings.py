"""Run one rule: findings with fingerprints, the rows that prove them, their sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import repeat

import pyarrow as pa

from quxiang.engine.backends.duckdb import Session
from quxiang.engine.checked import Checked
from quxiang.engine.results import Finding, Findings, Place, Subject
from quxiang.engine.ruleform import Rule
from quxiang.engine.statements import quoted
from quxiang.engine.yamlform import Value, shown

_MARK = re.compile(r"\{([a-z_0-9]+)\}")
#: columns of a rule with these endings are integers in 1/10 000, shown with two decimals
HUNDREDTHS = ("_rate", "_points")
OWN_COLUMNS = ("school", "cohort", "verdict", "fingerprint", "window_label")


def length_prefixed(expression: str) -> str:
    text = f"cast({expression} as varchar)"
    return f"coalesce(length({text}) || ':' || {text}, '-')"


def fingerprint_sql(rule: Rule, window: str | None) -> str:
    """Return SQL for 32 hex of SHA-256 over what a finding is about, never its numbers."""
    label = "null" if window is None else quoted(window)
    parts = [quoted(rule.code), "school", "cohort", quoted(rule.subject), *rule.key, label]
    texts = ", ".join(length_prefixed(part) for part in parts)
    return f"substr(sha256(concat_ws('|', {texts})), 1, 32)"


def found_table(rule: Rule) -> str:
    return f"found_{rule.code}"


def find(session: Session, rule: Checked, values: Mapping[str, Value], window: str | None) -> None:
    """Execute a rule into the table ``found_CODE``."""
    session.execute(find_sql(session, rule, values, window))


def find_sql(
    session: Session, rule: Checked, values: Mapping[str, Value], window: str | None
) -> str:
    """Return the statement that makes ``found_CODE``."""
    found = found_sql(session, rule, values, window)
    return f"create temp table {found_table(rule.rule)} as {found}"


def found_sql(
    session: Session, rule: Checked, values: Mapping[str, Value], window: str | None
) -> str:
    """Return the query for a rule's rows with their verdicts and fingerprints."""
    verdict = "coalesce(f.verdict, 'fault')" if "verdict" in rule.columns else "'fault'"
    others = "* exclude (verdict)" if "verdict" in rule.columns else "*"
    label = "null" if window is None else quoted(window)
    return (
        f"select {others}, {verdict} as verdict, cast({label} as varchar) as window_label, "
        f"{fingerprint_sql(rule.rule, window)} as fingerprint "
        f"from ({session.bound(rule.statement, values)}) as f"
    )


@dataclass(frozen=True)
class Renderer:
    """Make findings of one rule readable; holds only Arrow."""

    rule: Rule
    columns: tuple[str, ...]
    values: Mapping[str, Value]
    table: pa.Table
    proof: pa.Table
    lang: str = "zh"

    def __call__(self, limit: int | None = None) -> list[Finding]:
        table = self.table if limit is None else self.table.slice(0, limit)
        column = {name: table.column(name).to_pylist() for name in table.column_names}
        texts = {
            name: shown_cells(name, table.column(name).type, column[name])
            for name in self.columns
            if name in column
        }
        rule, places = self.rule, self._places()
        others = {name: each for name, each in texts.items() if name not in self._own}
        return [
            Finding(
                rule.code, rule.severity, verdict, str(cohort), window,
                Subject(rule.subject, key), shown, message, tuple(places.get(fingerprint, ())),
                fingerprint,
            )
            for verdict, cohort, window, key, shown, message, fingerprint in zip(
                column["verdict"], column["cohort"], column["window_label"],
                rows_of({name: texts[name] for name in rule.key}, table.num_rows),
                rows_of(others, table.num_rows), self._messages(texts, table.num_rows),
                column["fingerprint"], strict=True,
            )
        ]  # fmt: skip

    @property
    def _own(self) -> tuple[str, ...]:
        return (*OWN_COLUMNS, *self.rule.key)

    def _places(self) -> dict[str, list[Place]]:
        columns = ("fingerprint", "source_file", "source_sheet", "source_row")
        if not self.proof.num_rows:
            return {}
        places: dict[str, list[Place]] = {}
        for fingerprint, file, sheet, row in zip(
            *(self.proof.column(name).to_pylist() for name in columns), strict=True
        ):
            if row is not None:
                places.setdefault(fingerprint, []).append(Place(file or "", sheet or "", row))
        return places

    def _messages(self, texts: Mapping[str, list[str]], count: int) -> Iterable[str]:
        """Fill the rule's sentence in for every row; parameters stand the same in each."""
        fixed = {name: shown(value) for name, value in self.values.items()}
        pieces = _MARK.split(self.rule.text("message", self.lang))
        if self.lang == "en" and self.rule.words:
            texts = {name: list(map(self.rule.in_words, each)) for name, each in texts.items()}
        parts = [
            texts[piece] if at % 2 and piece in texts else repeat(fixed.get(piece, piece), count)
            for at, piece in enumerate(pieces)
        ]
        return map("".join, zip(*parts, strict=True))


def rows_of(columns: Mapping[str, list[str]], count: int) -> Iterable[dict[str, str]]:
    """Give one mapping a row of columns that stand side by side."""
    if not columns:
        return ({} for _ in range(count))
    return (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))


def shown_cells(name: str, kind: pa.DataType, values: list[object]) -> list[str]:
    """Return a column's cells as a person reads them; texts are what they are."""
    if pa.types.is_string(kind):
        return ["" if value is None else value for value in values]  # type: ignore[misc]
    return [shown_cell(name, value) for value in values]


def shown_cell(name: str, value: object) -> str:
    """Return a cell as a person reads it; ``…_rate`` and ``…_points`` get two decimals."""
    if value is None:
        return ""
    if name.endswith(HUNDREDTHS) and isinstance(value, int):
        sign, size = ("-" if value < 0 else ""), abs(value)
        return f"{sign}{size // 100}.{size % 100:02d}"
    return str(value)


def taken(
    session: Session, rule: Checked, values: Mapping[str, Value], lang: str, muted: int
) -> Findings:
    """Take a rule's findings out of the session: faults first, then as their rows stand."""
    order = ", ".join(f"f.{name}" for name in ("school", "cohort", *rule.rule.key))
    table = session.arrow(
        f"select f.* from {found_table(rule.rule)} as f left join (select fingerprint, "
        "min((source_file, source_sheet, source_row)) as place "
        f"from proof_{rule.rule.code} group by fingerprint) as p using (fingerprint) "
        f"order by f.verdict, p.place, {order}"
    )
    proof = session.arrow(
        f"select * exclude (graduate_id) from proof_{rule.rule.code} "
        "order by fingerprint, source_file, source_sheet, source_row"
    )
    columns = tuple(name for name in rule.columns if name not in OWN_COLUMNS)
    return Findings(
        rule.rule, table, Renderer(rule.rule, columns, values, table, proof, lang), muted
    )


def mute_explained(session: Session, rules: Iterable[Checked]) -> dict[str, int]:
    """Take away findings another rule's fault explains; return how many, by rule."""
    by_code = {rule.rule.code: rule.rule for rule in rules}
    muted: dict[str, int] = {}
    for cause in by_code.values():
        for code in cause.explains:
            effect = by_code.get(code)
            if effect is not None:
                muted[code] = muted.get(code, 0) + _mute(session, cause, effect)
    return muted


def _mute(session: Session, cause: Rule, effect: Rule) -> int:
    shared = ("school", "cohort", *(name for name in cause.key if name in effect.key))
    same = " and ".join(f"c.{name} = e.{name}" for name in shared)
    where = (
        f"where exists (select 1 from {found_table(cause)} c where c.verdict = 'fault' and {same})"
    )
    return _deleted(session, f"{found_table(effect)} as e", where)


def mute_answered(session: Session, rules: Iterable[Checked]) -> dict[str, int]:
    """Take away findings answered exempt or justified and not yet lapsed."""
    if "answers" not in session.dataset.tables:
        return {}
    moment = session.dataset.moment
    lapsed = "true" if moment is None else f"a.until >= date '{moment:%Y-%m-%d}'"
    where = (
        "where exists (select 1 from answers as a where a.fingerprint = e.fingerprint "
        f"and a.outcome in ('exempt', 'justified') and (a.until is null or {lapsed}))"
    )
    return {
        rule.rule.code: _deleted(session, f"{found_table(rule.rule)} as e", where) for rule in rules
    }


def _deleted(session: Session, table: str, where: str) -> int:
    count = session.execute(f"select count(*) from {table} {where}").fetchall()[0][0]
    if count:
        session.execute(f"delete from {table} {where}")
    return int(count)
