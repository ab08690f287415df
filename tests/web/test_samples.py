"""Sample workbooks: one for every table that is imported, understood as it is."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quxiang.web.imports.targets import get_target, targets_for
from web.cast import Cast
from web.conftest import login
from web.test_imports import uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TABLES = (
    "staff", "roster", "advising", "registry", "employers", "holidays", "minimum_wages",
    "national", "former_employers", "overlays", "registering", "official_list", "platform",
    "adoption", "feedback", "past_seasons",
)  # fmt: skip
#: what may be wrong with an invented row here: it is about people this school does not have
ABOUT_THIS_SCHOOL = {"recorder_taken", "unknown_graduate", "not_on_roster"}


@pytest.fixture
def centre(client: Client, cast: Cast) -> Client:
    return login(client, cast.qian)


def test_every_table_somebody_imports_is_offered_with_its_sample(
    centre: Client, cast: Cast
) -> None:
    page = centre.get("/imports/").content.decode()
    offered = set(re.findall(r'href="/imports/sample/(\w+)/"', page))
    assert offered == set(TABLES) == {target.name for target in targets_for(cast.qian)}


@pytest.mark.parametrize("name", TABLES)
def test_a_sample_is_understood_as_it_is(centre: Client, name: str) -> None:
    sample = centre.get(f"/imports/sample/{name}/")
    upload = uploaded(centre, SimpleUploadedFile("sample.xlsx", sample.content), name)
    assert upload.state == "preview"
    recognised = [each["field"] for each in upload.columns]
    assert recognised == [each.name for each in get_target(name).fields]
    (row,) = upload.rows.all()
    assert {each["code"] for each in row.problems} <= ABOUT_THIS_SCHOOL
