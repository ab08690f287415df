"""Two real transactions against each other, in the guards of lists from above."""

from __future__ import annotations

from datetime import date

import pytest

from quxiang.web.alerts.models import Case
from quxiang.web.alerts.services import answering
from quxiang.web.alerts.services.answering import Said, newest_event
from quxiang.web.audit import trail
from quxiang.web.feedback import imports
from quxiang.web.feedback.models import FeedbackFile, FeedbackList, FeedbackRow, Receipt, Reply
from quxiang.web.feedback.services import keeping, replying
from quxiang.web.feedback.services.assigning import Choice, assign
from quxiang.web.feedback.services.handling import Act, acknowledge, record_handling
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.orgs.kinds import PostKind
from web.at_once import at_once, one_stale, refused, won
from web.cast import Cast, appointed, staff
from web.feeding import ROWS, a_list, done, listed, people, row, taken

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
ABOUT = keeping.About("ministry", "第 2 轮", "", date(2026, 12, 1), date(2026, 12, 15))


def test_of_two_who_tell_of_one_list_at_once_both_files_are_of_it(cast: Cast) -> None:
    content = listed().read()
    told = {"cohort": cast.cohort, "about": ABOUT, "content": content, "by": cast.qian}
    said = at_once([lambda: keeping.take(filename="名单.xlsx", **told)] * 2)  # type: ignore[arg-type]
    assert refused(said) == []
    assert (FeedbackList.objects.count(), FeedbackFile.objects.count()) == (1, 2)


def test_of_two_files_of_one_list_applied_at_once_each_row_is_kept_once(cast: Cast) -> None:
    people(cast)
    uploads = [taken(cast), taken(cast)]

    @trail.atomic()
    def keep(upload: Import) -> None:
        keeping.keep_rows(upload, list(StagedRow.objects.filter(upload=upload).order_by("number")))

    said = at_once([lambda each=each: keep(each) for each in uploads])
    assert refused(said) == []
    assert (FeedbackRow.objects.count(), Case.objects.count()) == (len(ROWS), len(ROWS))


def test_a_file_staged_twice_at_once_is_one(cast: Cast) -> None:
    upload = taken(cast)
    FeedbackFile.objects.all().delete()
    at_once([lambda: list(imports.stage(upload, []))] * 2)
    assert FeedbackFile.objects.get().upload == upload


def test_of_two_who_assign_a_row_at_once_one_is_told(cast: Cast) -> None:
    a_list(cast)
    numbers = ("20240011", "20240012")
    said = at_once(
        [
            lambda each=each: assign(row=row(4), choice=Choice(each, seen="doubt--"), by=cast.qian)
            for each in numbers
        ]
    )
    first = numbers[one_stale(said)]
    assert row(4).graduate.student_no == first  # type: ignore[union-attr]
    assert row(4).case.people.get().graduate.student_no == first


def test_of_two_lists_described_as_one_at_once_one_is_told(cast: Cast) -> None:
    other = keeping.About("ministry", "第 9 轮", "", ABOUT.received_on, ABOUT.due_on)
    with trail.atomic():
        lists = [keeping._list_of(cast.cohort, each, cast.qian) for each in (ABOUT, other)]
    same = keeping.About("province", "", "豫教函 1 号", ABOUT.received_on, ABOUT.due_on)
    said = at_once(
        [lambda each=each: keeping.describe(of=each, about=same, by=cast.qian) for each in lists]
    )
    assert lists[won(said)].pk == FeedbackList.objects.get(source="province").pk


def test_an_answer_as_its_list_is_undone_is_kept_or_told_that_it_came_too_late(
    cast: Cast,
) -> None:
    people(cast)
    upload = done(cast, taken(cast))
    case = row(1).case
    given = Said("explained", "公司更名", newest_event(case))

    @trail.atomic()
    def undone() -> None:
        rows = StagedRow.objects.filter(upload=upload, number=4)
        keeping.take_back_rows(upload, list(rows))

    said = at_once([undone, lambda: answering.answer(case=case, said=given, by=cast.zhao)])
    case.refresh_from_db()
    kept = FeedbackRow.objects.filter(case=case).exists()
    assert (case.state, kept, len(refused(said))) in [("answered", True, 0), ("closed", False, 1)]


def test_of_two_who_write_on_a_reply_at_once_one_is_told(cast: Cast) -> None:
    of = a_list(cast)
    about = {"of": of, "college": cast.agronomy, "by": cast.zhao}
    replying.compose(seen=0, **about)  # type: ignore[arg-type]
    texts = [replying.Texts(each, "无", "无", seen=1) for each in ("甲", "乙")]
    said = at_once([lambda each=each: replying.write(texts=each, **about) for each in texts])
    assert Reply.objects.get(number=2).facts == texts[one_stale(said)].facts


def test_of_two_heads_who_acknowledge_at_once_one_is_told(cast: Cast) -> None:
    post = PostKind.COLLEGE_EMPLOYMENT_HEAD
    head = appointed(staff(cast.school, "8201", "贺院"), post, cast.agronomy)
    act = Act("talk", date(2024, 6, 1), "1 号", "限期说明")
    made = record_handling(cohort=cast.cohort, college=cast.agronomy, act=act, by=cast.qian)
    one_stale(at_once([lambda: acknowledge(handling=made, by=head)] * 2))
    assert Receipt.objects.get().by == head
