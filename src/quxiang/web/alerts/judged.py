"""Live judgement of one record goes by the same settings as a run: what is off asks nobody."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from quxiang.engine.catalogue import shipped_rules
from quxiang.standards import Settings
from quxiang.web.alerts.governing import chosen_of
from quxiang.web.alerts.plans import parameters_of
from quxiang.web.alerts.settingmodels import RuleSetting
from quxiang.web.common import clock
from quxiang.web.destinations.judging import Governed, governs, outdates
from quxiang.web.roster.models import Cohort


@governs
def governed(cohort: Cohort, settings: Settings) -> Governed:
    """Return what a cohort's rules of one record are asked with today."""
    chosen, today = chosen_of(cohort), clock.today()
    rules = [rule for rule in shipped_rules() if rule.scope == "record"]
    parameters = parameters_of(rules, settings, chosen)
    return Governed(
        frozenset(code for code, each in chosen.items() if each.idle(today)),
        tuple(
            (rule.code, name, value)
            for rule in rules
            for name, value in parameters[rule.code].items()
            if value != rule.params[name]
        ),
    )


@outdates
def rules_were_set(judgement: str) -> Exists:
    """Say whether a rule was set otherwise, or began, since a version was judged."""
    version = judgement.removesuffix("judgement")  # the path to the version
    at = OuterRef(f"{judgement}__at")
    since = Q(at__gt=at) | Q(starts_at__gt=at, starts_at__lte=clock.now())
    cohort = OuterRef(f"{version}registration__cohort")
    return Exists(RuleSetting.objects.filter(since, cohort=cohort))
