"""What the figures of a run depend on, said in the language of the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quxiang.cli.phrases import word
from quxiang.cli.settingwords import ground_of, value_said
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

    swing = plan.parameters.get("T101", settings.overrides["T101"])
    values = {
        "counts_from": settings.counts_from,
        "flexible_members": settings.flexible_members,
        "other_hire_is_employer": settings.other_hire_is_employer,
        "swing_unit": swing["unit"],
        "swing_base": swing["base"],
        "own_school_codes": settings.own_school_codes,
    }
    scheme = "、".join(each.scheme for each in standards)
    rows = {"scheme": scheme, **{n: value_said(n, each, lang) for n, each in values.items()}}
    usual = (
        Setting(name, word(name, lang), text, *ground_of(name, lang))
        for name, text in rows.items()
        if text
    )
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
