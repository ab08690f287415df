"""Packs and the school's report, two real transactions against each other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from quxiang.web.common import clock
from quxiang.web.evidence.models import Evidence
from quxiang.web.inspection import sealing
from quxiang.web.inspection.models import Pack
from quxiang.web.inspection.services.asking import Wanted, ask
from quxiang.web.inspection.tasks import make, sweep
from quxiang.web.jobs.progress import Progress
from quxiang.web.papers.models import Paper
from quxiang.web.papers.services.signing import withdraw
from quxiang.web.release.models import Export
from quxiang.web.schoolreport.models import SchoolReport
from quxiang.web.schoolreport.sections import SECTIONS
from quxiang.web.schoolreport.services import writing
from quxiang.web.season.services.taking import snapshot
from web.at_once import at_once, one_stale
from web.cast import Cast
from web.conftest import login
from web.test_pages import a_file

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def asked(cast: Cast) -> Pack:
    until = clock.today() + timedelta(days=3)
    wanted = Wanted("省教育厅数据核查", "省就业中心 王处", until, "all")
    return ask(cohort=cast.cohort, wanted=wanted, by=cast.qian)


def made(pack: Pack) -> object:
    assert pack.job is not None
    return make(Progress(pack.job), pack=pack.pk)


def lying(cast: Cast) -> list[str]:
    return [each.name for each in sealing.place(str(cast.school.pk)).glob("*")]


def test_of_two_workers_at_one_pack_one_finishes_it(cast: Cast) -> None:
    for each in sealing.place(str(cast.school.pk)).glob("*"):
        each.unlink()  # what earlier tests left
    a_file(cast)
    pack = asked(cast)
    at_once([lambda: made(pack)] * 2)
    pack.refresh_from_db()
    assert (pack.state, Export.objects.count()) == ("ready", 1)
    assert lying(cast) == [pack.path.rpartition("/")[2]]
    assert b"".join(sealing.opened(pack.path, pack.key_sealed)).startswith(b"PK")


def test_of_two_workers_a_pack_fails_for_once(cast: Cast) -> None:
    a_file(cast)
    Evidence.objects.update(sha256="f" * 64)
    pack = asked(cast)
    at_once([lambda: made(pack)] * 2)
    pack.refresh_from_db()
    assert (pack.state, Export.objects.count()) == ("failed", 0)


def test_a_pack_that_ends_while_it_is_fetched_is_whole_or_told(cast: Cast) -> None:
    pack = asked(cast)
    assert pack.job is not None
    make(Progress(pack.job), pack=pack.pk)
    late = clock.now() + timedelta(days=9)
    client = login(Client(), cast.qian)
    path = f"/inspection/packs/{pack.pk}/file/"
    said = at_once([
        lambda: client.post(path).status_code, lambda: sweep(late), lambda: sweep(late),
    ])  # fmt: skip
    assert said[0] in (200, 409)
    pack.refresh_from_db()
    assert (pack.state, pack.key_sealed) == ("removed", "")
    assert client.post(path).status_code == 409


def report_of(cast: Cast) -> SchoolReport:
    snapshot(cohort=cast.cohort, by=cast.qian, why="核查")
    return writing.draft(cohort=cast.cohort, by=cast.qian)


def test_of_two_who_draft_the_report_one_is_told(cast: Cast) -> None:
    snapshot(cohort=cast.cohort, by=cast.qian, why="核查")
    one_stale(at_once([lambda: writing.draft(cohort=cast.cohort, by=cast.qian)] * 2))
    assert SchoolReport.objects.count() == 1


def test_of_two_who_change_a_report_one_is_told(cast: Cast) -> None:
    report = report_of(cast)
    rows = [SchoolReport.objects.get() for _ in range(2)]
    texts = {each.code: "新的文字。" for each in SECTIONS}
    one_stale(at_once([
        lambda: writing.word(report=rows[0], title="甲", texts=texts, seen=1, by=cast.qian),
        lambda: writing.draw_again(report=rows[1], seen=1, by=cast.qian),
    ]))  # fmt: skip
    report.refresh_from_db()
    assert report.revision == 2


def test_of_two_who_freeze_a_report_one_is_told(cast: Cast) -> None:
    report_of(cast)
    rows = [SchoolReport.objects.select_related("cohort", "school").get() for _ in range(2)]
    site = "https://quxiang.example/"
    one_stale(at_once([
        lambda row=row: writing.freeze(report=row, seen=1, by=cast.qian, site=site) for row in rows
    ]))  # fmt: skip
    paper = Paper.objects.get()
    papers = [Paper.objects.get() for _ in range(2)]
    one_stale(at_once([
        lambda each=each: withdraw(paper=each, text="再核一遍", seen=paper.revision, by=cast.qian)
        for each in papers
    ]))  # fmt: skip
    assert SchoolReport.objects.get().state == "drafted"
