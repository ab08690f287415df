"""A query that is compiled once answers as the one Django compiles each time."""

from __future__ import annotations

import pytest
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Concat

from quxiang.web.common import compiled
from quxiang.web.roster.models import Graduate
from web.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_queries_of_one_name_answer_each_for_its_own_condition(cast: Cast) -> None:
    everybody = Graduate.objects.select_related("college", "person__user").order_by("pk")
    wang, chen = cast.wang_graduate, cast.chen_graduate
    for asked in (
        everybody.filter(pk=wang.pk), everybody.filter(pk=chen.pk), everybody.filter(pk=0),
        everybody.filter(college=cast.agronomy), everybody.filter(college=cast.letters),
        everybody.filter(Q(pk__in=[wang.pk, chen.pk])), everybody.filter(pk__in=[]), everybody,
        everybody[:1], everybody[1:2], everybody.filter(person__user__number="20240001"),
        everybody.filter(registration__isnull=True), everybody.filter(registration__state="draft"),
        everybody.only("name", "college__name", "person__user__name"),
    ):  # fmt: skip
        for _ in range(2):
            found = compiled.rows("everybody", asked)
            assert [(each.pk, each.college.name, each.person.user) for each in found] == [
                (each.pk, each.college.name, each.person.user) for each in asked
            ]


def test_a_value_outside_the_condition_is_never_that_of_the_query_before(cast: Cast) -> None:
    for word in ("甲", "乙"):
        said = Concat(F("name"), Value(word), output_field=CharField())
        asked = Graduate.objects.filter(pk=cast.wang_graduate.pk).annotate(said=said)
        assert compiled.rows("said", asked.values_list("said")) == [(f"王晓禾{word}",)]


def test_what_is_narrowed_later_is_not_answered_from_what_was_kept(cast: Cast) -> None:
    own = Graduate.objects.filter(pk=cast.wang_graduate.pk)
    assert compiled.first("one of them", own) == cast.wang_graduate
    assert own.filter(pk=0).first() is None
    assert not own.exclude(pk=cast.wang_graduate.pk).exists()
