"""What the figures of a run depend on, said in the language of the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quxiang.cli.phrases import word
from quxiang.engine.run import Plan
from quxiang.engine.yamlform import shown
from quxiang.reports.document import Setting
from quxiang.standards import Settings, Standard


def scope(settings: Settings, lang: str) -> str:
    """Say who is counted."""
    joint = ", " if lang == "en" else "、"
    return word("scope", lang, statuses=joint.join(settings.counted_statuses))


def described(
    settings: Settings, standards: Sequence[Standard], plan: Plan, lang: str
) -> tuple[Setting, ...]:
    """Return every setting figures and findings depend on, rule parameters last."""

    def said(name: str) -> str:
        return word(name, lang)

    members = settings.flexible_members
    flexible = "、".join(members) if members else said("flexible_unset")
    other = said("as_employer" if settings.other_hire_is_employer else "apart")
    swing = plan.parameters.get("T101", settings.overrides["T101"])
    rows = (
        ("scheme", "、".join(each.scheme for each in standards), "", ""),
        ("counts_from", said(settings.counts_from), said("own_choice"), "medium"),
        ("flexible_members", flexible, said("not_published"), "low"),
        ("other_hire_is_employer", other, said("inferred"), "medium"),
        ("swing_unit", said(str(swing["unit"])), said("ten_percent"), "medium"),
        ("swing_base", word("people", lang, n=swing["base"]), said("default"), ""),
        ("own_school_codes", "、".join(settings.own_school_codes), "", ""),
    )
    usual = (Setting(name, said(name), *rest) for name, *rest in rows if rest[0])
    return (*usual, *_parameters(plan, lang))


def _parameters(plan: Plan, lang: str) -> Iterator[Setting]:
    """Yield the rule parameters that are not as shipped; those of the swing stand above."""
    for rule in (each.rule for each in plan.rules):
        for name, value in plan.parameters[rule.code].items():
            if value == rule.params[name] or (rule.code, name) in _ABOVE:
                continue
            full = f"{rule.code}.{name}"
            basis = word("usually", lang, value=shown(rule.params[name]))
            label = word("parameter", lang, full=full)
            yield Setting(f"rules.{full}", label, shown(value), basis)


_ABOVE = (("T101", "unit"), ("T101", "base"))
