"""A file that comes after signatures: said beforehand, signed again, the old one in force."""

from __future__ import annotations

import pytest
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.approvals.models import Signature
from quxiang.web.destinations.services import entering
from quxiang.web.evidence.models import Evidence
from web.cast import Cast
from web.conftest import login
from web.filing import filed, upload
from web.signing import (
    CONTRACT,
    SEEKING,
    file,
    kept_paper,
    open_step,
    printed_form,
    registration,
    run_of,
    signing_client,
)
from web.uploads import paper

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def press(cast: Cast, user: User, act: str = "sign", **form: str) -> int:
    step = open_step(cast)
    seen = str(step.run.version.number)
    path = f"/signing/{step.pk}/{act}/"
    return int(signing_client(user).post(path, {"seen": seen, **form}).status_code)


def states(cast: Cast) -> list[str]:
    return [each.state for each in run_of(cast).steps.order_by("order")]


def live(cast: Cast) -> dict[str, int]:
    found = Signature.objects.filter(voided_at__isnull=True, run=run_of(cast))
    return {each.user.name: len(each.evidence) for each in found}


def page(cast: Cast, user: User) -> str:
    path = f"/graduates/{cast.wang_graduate.pk}/papers/"
    return login(Client(), user).get(path).content.decode()


def test_in_review_who_signed_is_named_before_and_signs_again_after(cast: Cast) -> None:
    old = filed(cast.wang, cast.wang_graduate)
    file(cast)
    press(cast, cast.wu)
    form = printed_form(cast)
    assert "已签字的有：王晓禾、吴树人。增补或替换材料以后，他们都要重新签。" in page(
        cast, cast.zhao
    )
    unasked = upload(cast.wang, cast.wang_graduate, paper())
    assert (unasked.status_code, "他们都要重新签" in unasked.content.decode()) == (422, True)
    assert live(cast) == {"王晓禾": 1, "吴树人": 1}
    filed(cast.wang, cast.wang_graduate, paper(), reopens="on", replaces=old.pk)
    assert states(cast) == ["done", "open", "waiting", "waiting"]
    assert live(cast) == {"王晓禾": 1}
    assert (registration(cast).state, registration(cast).current.number) == ("in_review", 1)
    kept = [(each.version, each.removed_at is None) for each in Evidence.objects.order_by("pk")]
    assert kept == [(1, False), (1, True)]
    void = Signature.objects.get(user=cast.wu)
    assert "证明材料有增补或替换" in void.voided_why
    refused = kept_paper(cast, cast.zhao, form.label, {"2": [cast.wu]})
    assert "打印以后，证明材料有增补或替换" in refused.content.decode()


def test_what_the_recorder_adds_the_graduate_signs_for_too(cast: Cast) -> None:
    file(cast)
    press(cast, cast.wu)
    filed(cast.zhao, cast.wang_graduate, reopens="on")
    assert states(cast) == ["open", "waiting", "waiting", "waiting"]
    assert live(cast) == {}
    press(cast, cast.wang)
    press(cast, cast.wu)
    assert live(cast) == {"王晓禾": 1, "吴树人": 1}


def test_what_is_signed_becomes_a_new_version_only_for_who_knows(cast: Cast) -> None:
    kept = filed(cast.wang, cast.wang_graduate)
    file(cast, SEEKING)
    press(cast, cast.wu)
    assert registration(cast).state == "signed"
    assert upload(cast.wang, cast.wang_graduate, paper()).status_code == 422
    gone = login(Client(), cast.wang).post(f"/evidence/{kept.pk}/remove/", {"reason": "传错了"})
    assert (gone.status_code, "不能删去" in gone.content.decode()) == (422, True)
    filed(cast.wang, cast.wang_graduate, paper(), reopens="on", replaces=kept.pk)
    now = registration(cast)
    assert (now.state, now.current.number, states(cast)) == ("in_review", 2, ["done", "open"])
    assert [each.version for each in Evidence.objects.order_by("pk")] == [1, 2]


def test_what_is_entered_stays_in_force_until_the_new_one_is(cast: Cast) -> None:
    file(cast, SEEKING)
    press(cast, cast.wu)
    entering.enter(registrations=[registration(cast)], by=cast.zhao)
    old = registration(cast).current
    assert "原来的仍然有效" in page(cast, cast.wang)
    filed(cast.wang, cast.wang_graduate, paper(2))  # waits for the next change
    assert (registration(cast).state, registration(cast).current) == ("entered", old)
    filed(cast.zhao, cast.wang_graduate, paper(), reopens="on")
    now = registration(cast)
    assert (now.state, now.current.number, now.in_force) == ("in_review", 2, old)
    assert now.current.digest == old.digest
    assert states(cast) == ["open", "waiting"]  # the recorder filed it, the graduate signs
    assert set(Evidence.objects.values_list("version", flat=True)) == {2}


def test_returned_for_a_paper_that_lacked_it_is_signed_again_by_who_signed_without(
    cast: Cast,
) -> None:
    file(cast)
    press(cast, cast.wu)
    assert press(cast, cast.li, "back", reason="缺协议第二页", unlocked="agreed_on") == 302
    filed(cast.wang, cast.wang_graduate)
    file(cast, {**CONTRACT, "agreed_on": "2024-05-21"})
    assert states(cast) == ["done", "open", "waiting", "waiting"]
    assert live(cast) == {"王晓禾": 1}


def test_returned_to_the_graduate_it_waits_for_the_graduate(cast: Cast) -> None:
    file(cast)
    press(cast, cast.wu)
    assert press(cast, cast.li, "back", reason="请本人再看一遍", to="1") == 302
    assert (states(cast), live(cast)) == (["open", "done", "waiting", "waiting"], {"吴树人": 0})
    press(cast, cast.wang)
    assert states(cast) == ["done", "done", "open", "waiting"]
