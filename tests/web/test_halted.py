"""An import that stopped half-way: the part it wrote is put back or finished, never forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.services import applying
from quxiang.web.imports.services.sweeping import free_stuck
from quxiang.web.imports.targets import Target, get_target
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.services import cancel, work_off
from quxiang.web.roster.models import Graduate
from web.cast import Cast
from web.conftest import login
from web.test_imports import NEW, WANG, applied, uploaded, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LATER_ACTS = ("remap", "correct", "drop")


@pytest.fixture
def centre(client: Client, cast: Cast) -> Client:
    return login(client, cast.qian)


@pytest.fixture
def halted(centre: Client, monkeypatch: pytest.MonkeyPatch) -> Import:
    """Return an import of two rows, of which the first is written and the second failed."""

    def one_row_only(name: str) -> Target:
        target = get_target(name)

        def apply(upload: Import, batch: Sequence[StagedRow]) -> Mapping[int, Any]:
            if batch[0].number > 2:
                raise InvalidError("停在这里。")
            return target.apply(upload, batch)

        return replace(target, batch=1, apply=apply)

    with monkeypatch.context() as patch:
        patch.setattr(applying, "get_target", one_row_only)
        faulty = ("何有误", "20240103", "", "110105", "", "农学院", "农学", "本科生毕业")
        upload = applied(centre, workbook(NEW, WANG, faulty))
    assert (upload.state, upload.rows.filter(applied=True).count()) == ("preview", 1)
    return upload


def state_of(upload: Import) -> str:
    return Import.objects.get(pk=upload.pk).state


def act(centre: Client, upload: Import, name: str) -> int:
    (row,) = upload.rows.filter(kind="problem")
    given = {"header": "专业", "field": "-", f"cell:{row.number}:identity_no": ""}
    return centre.post(reverse(f"imports:{name}", args=[upload.pk]), given).status_code


def test_the_part_that_was_written_is_put_back(centre: Client, halted: Import) -> None:
    page = centre.get(f"/imports/{halted.pk}/").content.decode()
    assert "已写入 1 行" in page
    assert "撤销已写入的部分" in page
    assert Graduate.objects.filter(student_no=NEW[1], removed=False).exists()
    assert centre.post(f"/imports/{halted.pk}/undo/").status_code == 302
    work_off()
    assert state_of(halted) == "undone"
    assert not Graduate.objects.filter(student_no=NEW[1], removed=False).exists()
    assert not (Path(settings.HOME) / halted.path).exists()


@pytest.mark.parametrize("name", LATER_ACTS)
def test_nothing_that_forgets_the_way_back_is_done_that_day(
    centre: Client, halted: Import, name: str
) -> None:
    if name == "correct":
        faulty = halted.rows.get(kind="problem")
        assert [each["column"] for each in faulty.problems] == ["身份证号"]
    assert act(centre, halted, name) == 422
    assert state_of(halted) == "preview"
    assert halted.rows.filter(applied=True, undo__isnull=False).count() == 1


def test_the_next_day_it_is_read_again_and_no_longer_put_back(
    centre: Client, halted: Import
) -> None:
    clock.move_to(clock.now() + timedelta(days=1))
    assert centre.post(f"/imports/{halted.pk}/undo/").status_code == 422
    assert act(centre, halted, "drop") == 302


def test_it_goes_on_where_it_stopped_and_is_put_back_whole(centre: Client, halted: Import) -> None:
    centre.post(f"/imports/{halted.pk}/apply/")
    work_off()
    assert state_of(halted) == "applied"
    assert Graduate.objects.get(student_no=WANG[1]).major_name == WANG[6]
    centre.post(f"/imports/{halted.pk}/undo/")
    work_off()
    assert Graduate.objects.get(student_no=WANG[1]).major_name == "农学"
    assert not Graduate.objects.filter(student_no=NEW[1], removed=False).exists()


@pytest.mark.parametrize(
    ("act_asked", "state"), [("apply", "preview"), ("undo", "applied"), ("read", "unusable")]
)
def test_an_import_whose_job_was_cancelled_before_it_began_is_free_again(
    centre: Client, act_asked: str, state: str
) -> None:
    if act_asked == "read":
        centre.post("/imports/", {"target": "roster", "file": workbook(NEW)})
        upload = Import.objects.get()
    else:
        upload = (applied if act_asked == "undo" else uploaded)(centre, workbook(NEW))
        centre.post(f"/imports/{upload.pk}/{act_asked}/")
    free_stuck(clock.now())
    assert state_of(upload) in ("applying", "undoing", "reading")  # its job still waits
    cancel(Job.objects.get(state=Job.State.QUEUED))
    free_stuck(clock.now())
    assert state_of(upload) == state
    assert centre.get(f"/imports/{upload.pk}/").status_code == 200
