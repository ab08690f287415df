"""Registrations, two real transactions against each other: one wins, the other is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from quxiang.standards import Settings
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import StaleStateError
from quxiang.web.destinations import registering
from quxiang.web.destinations.guidance import Told
from quxiang.web.destinations.models import (
    Confirmation,
    ConfirmationMove,
    Dispute,
    Draft,
    Exchange,
    Guidance,
    Registration,
    Version,
)
from quxiang.web.destinations.services import (
    bulk,
    confirming,
    disputing,
    drafts,
    entering,
    filing,
    guiding,
    offers,
)
from quxiang.web.destinations.services.holding import step_all
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.services.cohortsettings import save_settings
from web.at_once import at_once, one_stale, refused
from web.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
SEEKING = {"code": "70-QZZ"}
RIGHT = confirming.Said("right")
STUDY = {"code": "801", "employer_name": "云梦大学"}


def read(cast: Cast) -> Registration:
    related = ("graduate__person", "current", "in_force", "cohort")
    return Registration.objects.select_related(*related).get(graduate=cast.wang_graduate)


def filed(cast: Cast, typed: Mapping[str, str] = SEEKING, seen: int = 0) -> None:
    filing.submit(graduate=cast.wang_graduate, typed=typed, seen=seen, note="有变", by=cast.wang)


def signed(cast: Cast) -> None:
    filed(cast)
    complete(cast)


@trail.atomic()
def complete(cast: Cast) -> None:
    entering.complete(read(cast), by=cast.li)


def entered(cast: Cast) -> None:
    signed(cast)
    entering.enter(registrations=[read(cast)], by=cast.zhao)


def test_of_two_who_file_at_once_one_is_told(cast: Cast) -> None:
    said = at_once([lambda: filed(cast), lambda: filed(cast, STUDY)])
    first = one_stale(said)
    kept = read(cast)
    assert kept.current is not None
    assert kept.versions.count() == kept.moves.count() == 1
    assert kept.current.code == ("70-QZZ", "801")[first]


@pytest.mark.parametrize("other", ["withdraw", "complete"])
def test_of_two_who_act_on_what_is_in_review_one_is_told(cast: Cast, other: str) -> None:
    filed(cast)
    seen = read(cast).revision

    def withdraw() -> None:
        filing.withdraw(registration=read(cast), seen=seen, by=cast.wang)

    acts: dict[str, Callable[[], None]] = {"withdraw": withdraw, "complete": lambda: complete(cast)}
    one_stale(at_once([withdraw, acts[other]]))
    assert read(cast).moves.count() == 2


def test_what_is_entered_twice_is_entered_once(cast: Cast) -> None:
    signed(cast)
    rows = [read(cast) for _ in range(2)]
    said = at_once(
        [lambda row=row: entering.enter(registrations=[row], by=cast.zhao) for row in rows]
    )
    assert sorted(len(each) for each in said) == [0, 1]  # type: ignore[arg-type]
    assert Confirmation.objects.filter(version=read(cast).current).count() == 2
    assert read(cast).moves.filter(verb="enter").count() == 1


def test_of_two_refusals_one_is_kept(cast: Cast) -> None:
    entered(cast)
    row, seen = read(cast), read(cast).revision
    said = at_once(
        [
            lambda why=why: entering.refuse(registration=row, seen=seen, reason=why, by=cast.zhao)
            for why in ("代码不符", "名称不符")
        ]
    )
    first = one_stale(said)
    assert Exchange.objects.get().reason == ("代码不符", "名称不符")[first]


def test_of_two_answers_at_once_one_stands(cast: Cast) -> None:
    entered(cast)

    def answer() -> None:
        confirming.answer(graduate=cast.wang_graduate, said=RIGHT, seen=1, by=cast.wang)

    one_stale(at_once([answer, answer]))
    kept = Confirmation.objects.get(place="school")
    assert (kept.state, kept.moves.count()) == ("confirmed", 1)


@pytest.mark.parametrize("act", [bulk.adopt_all, bulk.file_all])
def test_of_two_files_that_register_one_at_once_one_does(
    cast: Cast, act: Callable[[list[bulk.Listed], bulk.Origin], list[Version]]
) -> None:
    standard = standard_of(cast.school.pk, "2024")
    source = Version.Source.ADOPTED if act is bulk.adopt_all else Version.Source.LIST
    rows = [bulk.Listed(each, STUDY) for each in (cast.wang_graduate, cast.chen_graduate)]
    origin = bulk.Origin(standard, source, cast.qian, "名单")
    said = at_once([lambda: act(rows, origin), lambda: act(rows[::-1], origin)])
    assert sorted(len(each) for each in said) == [0, 2]  # type: ignore[arg-type]
    for each in Registration.objects.all():
        assert (each.versions.count(), each.moves.count(), each.revision) == (1, 1, 1)


def test_many_are_moved_together_or_not_at_all(cast: Cast) -> None:
    filed(cast)
    row, late = read(cast), read(cast)
    complete(cast)

    @trail.atomic()
    def again() -> None:
        step_all([late], "complete", by=cast.li)

    with pytest.raises(StaleStateError):
        again()
    assert read(cast).moves.filter(verb="complete").count() == 1
    assert row.state == "in_review"


def test_of_two_answers_to_a_dispute_at_once_one_is_kept(cast: Cast) -> None:
    entered(cast)
    said = confirming.Said("wrong", "没有签过")
    confirming.answer(graduate=cast.wang_graduate, said=said, seen=1, by=cast.wang)
    rows = [Dispute.objects.get() for _ in range(2)]

    def answer(row: Dispute, text: str) -> None:
        disputing.answer_dispute(dispute=row, text=text, by=cast.qian)

    first = one_stale(at_once([lambda: answer(rows[0], "已更正"), lambda: answer(rows[1], "属实")]))
    assert disputing.answer_of(Dispute.objects.get()) == ("已更正", "属实")[first]


def test_of_two_who_write_what_graduates_are_told_one_is_told(cast: Cast) -> None:
    def write(calls: str) -> None:
        guiding.publish_guidance(told=replace(Told(), calls=calls), by=cast.qian)

    first = one_stale(at_once([lambda: write("请如实回答。"), lambda: write("照实说就好。")]))
    assert Guidance.objects.get().calls == ("请如实回答。", "照实说就好。")[first]


def test_who_confirms_while_it_changes_confirms_what_was_shown_or_is_told(cast: Cast) -> None:
    entered(cast)
    filed(cast, STUDY, read(cast).revision)
    complete(cast)

    def answer() -> None:
        confirming.answer(graduate=cast.wang_graduate, said=RIGHT, seen=1, by=cast.wang)

    row = read(cast)
    said = at_once([answer, lambda: entering.enter(registrations=[row], by=cast.zhao)])
    kept = read(cast)
    assert kept.in_force is not None
    assert kept.in_force.number == 2
    assert not kept.in_force.confirmations.filter(state="confirmed").exists()
    told = refused(said)
    first = Confirmation.objects.get(version__number=1, place="school")
    assert (first.state == "confirmed") == (not told)


def test_two_exports_read_at_once_enter_and_confirm_once(cast: Cast) -> None:
    signed(cast)
    said_of = {
        "code": "70-QZZ", "employer_uscc": "", "employer_name": "", "state": "entered",
        "reason": "", "confirmed_on": "2099-06-25",
    }  # fmt: skip
    uploads = []
    for number in (1, 2):
        upload = Import.objects.create(
            school=cast.school, cohort=cast.cohort, target="registering", state="applying",
            filename=f"{number}.xlsx", sha256="", by=cast.zhao, at=clock.now(),
        )  # fmt: skip
        values = {"graduate_id": cast.wang_graduate.pk, "seen": None, **said_of}
        row = StagedRow.objects.create(upload=upload, number=1, kind="new", values=values)
        uploads.append((upload, row))

    @trail.atomic()
    def take(upload: Import, row: StagedRow) -> bool:
        registering.apply(upload, [row])
        return row.kind == "stale"

    said = at_once([lambda each=each: take(*each) for each in uploads])
    assert sorted(said) == [False, True]  # type: ignore[type-var]
    assert read(cast).moves.filter(verb="enter").count() == 1
    assert Exchange.objects.get().state == "accepted"
    assert ConfirmationMove.objects.get().target == "confirmed"


def test_of_two_pages_typing_at_once_the_draft_keeps_one_whole(cast: Cast) -> None:
    def typing(name: str) -> int:
        return drafts.save_draft(
            graduate=cast.wang_graduate, typed={"code": "11", "employer_name": name, "job": name},
            serial=0, by=cast.wang,
        )  # fmt: skip

    assert sorted(at_once([lambda: typing("甲"), lambda: typing("乙")])) == [1, 1]  # type: ignore[type-var]
    kept = drafts.typed_in(Draft.objects.get())
    assert kept["employer_name"] == kept["job"]


def aside(cast: Cast, name: str) -> None:
    typed = {"code": "11", "employer_name": name}
    offers.put_aside(graduate=cast.wang_graduate, typed=typed, serial=0, by=cast.wang)


def test_an_offer_put_aside_twice_at_once_stands_there_once(cast: Cast) -> None:
    at_once([lambda: aside(cast, "甲"), lambda: aside(cast, "甲")])
    kept = Draft.objects.get()
    assert (kept.slot, drafts.typed_in(kept)["employer_name"]) == (2, "甲")


def test_of_two_who_take_up_the_same_offer_one_is_told(cast: Cast) -> None:
    aside(cast, "甲")

    def take() -> bool:
        try:
            offers.take_up(
                graduate=cast.wang_graduate, slot=2, seen=1, typed={}, serial=0, by=cast.wang
            )
        except StaleStateError:
            return False
        return True

    assert sorted(at_once([take, take])) == [False, True]  # type: ignore[type-var]
    assert Draft.objects.get().slot == 1


def count_from(cast: Cast, state: str) -> None:
    newest = cast.cohort.settings_versions.order_by("-number").first()
    save_settings(
        cohort=cast.cohort, settings=Settings(counts_from=state), reason="校务会定",
        after=newest.number if newest else 0, by=cast.qian,
    )  # fmt: skip


def test_who_is_signed_while_counting_changes_is_in_force(
    cast: Cast,
) -> None:
    filed(cast)
    at_once([lambda: count_from(cast, "signed"), lambda: complete(cast)])
    found = read(cast)
    assert (found.state, found.in_force_id) == ("signed", found.current_id)
    count_from(cast, "entered")
    assert read(cast).in_force_id is None
    count_from(cast, "in_review")
    assert read(cast).in_force_id == found.current_id
