"""Word templates, two real transactions against each other."""

from __future__ import annotations

import pytest

from quxiang.web.bulletins.fields import KIND
from quxiang.web.wordfiles.models import WordTemplate
from quxiang.web.wordfiles.services import keeping
from web.at_once import at_once, one_stale
from web.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def test_of_two_templates_at_once_one_is_told(cast: Cast) -> None:
    content = KIND.shipped()
    said = at_once([
        lambda name=name: keeping.upload(
            school=cast.school, kind=KIND, content=content, filename=name, note="改了落款",
            after=0, by=cast.qian,
        )
        for name in ("甲.docx", "乙.docx")
    ])  # fmt: skip
    assert WordTemplate.objects.get().filename == ("甲.docx", "乙.docx")[one_stale(said)]
