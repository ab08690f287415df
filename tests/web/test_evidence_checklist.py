"""The checklist says what rule V501 says; files are bound to the version that is submitted."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.test import Client

from quxiang import standards
from quxiang.standards.proofs import proofs_of
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.destinations.judging import judge
from quxiang.web.destinations.models import Registration, Version
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.selectors import Standing, files_of, hashes_of, missing_kinds
from web.cast import Cast
from web.conftest import login
from web.filing import filed, upload
from web.test_destinations import CONTRACT, file, registration, revision, sign_and_enter
from web.uploads import paper, picture

pytestmark = pytest.mark.django_db
STANDARD = standards.load("2024")
#: one with many alternatives, with one kind only, with and without certainty, by form of start-up
CODES = ("10", "11", "46", "75", "80", "85", "513")
#: kind, version and whether it is a list of what is filed; the record is version 2
Filed = tuple[str, int | None, bool]


def cases(code: str) -> list[tuple[str, list[Filed]]]:
    """Return forms and sets of files that tell every branch of the rule apart."""
    proofs = list(proofs_of(STANDARD, code))
    forms = ["", "company", "net_shop"] if any(p.startup_form for p in proofs) else [""]
    kind, *others = proofs[0].accepted
    sets: list[list[Filed]] = [
        [], [(kind, 2, False)], [(kind, None, False)], [(kind, 1, False)], [("visa", 2, False)],
        [("contract", 2, True)], [("visa", 2, False), (kind, 1, False)],
        [(others[-1] if others else kind, 2, False), ("income", 2, False)],
    ]  # fmt: skip
    return [(form, files) for form in forms for files in sets]


def put(cast: Cast, files: Sequence[Filed]) -> list[Evidence]:
    Evidence.objects.all().delete()
    graduate = cast.wang_graduate
    Evidence.objects.bulk_create(
        Evidence(
            school=cast.school, cohort=cast.cohort, college=cast.agronomy, graduate=graduate,
            kind=kind, version=version, is_list=is_list, sha256=f"{at:064}", size=1, pages=1,
            media_type="image/jpeg", at=clock.now(), keep_from=clock.today(),
        )
        for at, (kind, version, is_list) in enumerate(files)
    )  # fmt: skip
    return files_of(graduate)


@pytest.mark.parametrize("code", CODES)
def test_the_checklist_lacks_what_the_rule_finds_lacking(cast: Cast, code: str) -> None:
    verdicts = {Standing.MISSING: "fault", Standing.UNCERTAIN: "to_check"}
    for form, files in cases(code):
        there = put(cast, files)
        version = Version(code=code, startup_form=form, number=2, recorded_at=clock.now())
        found = {
            (each.columns["title"], each.verdict)
            for each in judge(cast.wang_graduate, version, version)
            if each.rule == "V501"
        }
        listed = missing_kinds(STANDARD, code, form, there, 2)
        lacking = {(e.proof.title, verdicts[e.standing]) for e in listed if not e.is_met}
        assert lacking == found, (form, files)


def standing(cast: Cast) -> list[str]:
    page = login(Client(), cast.wang).get(f"/graduates/{cast.wang_graduate.pk}/papers/")
    return [each.standing.value for each, _ in page.context["requirements"]]


def test_the_checklist_follows_what_is_typed_and_filed(cast: Cast) -> None:
    assert standing(cast) == []
    path = f"/destinations/{cast.wang_graduate.pk}/draft/"
    login(Client(), cast.wang).post(path, {"code": "10", "serial": 0})
    assert standing(cast) == ["missing"]
    filed(cast.wang, cast.wang_graduate, kind="offer")
    assert standing(cast) == ["alternative"]
    filed(cast.wang, cast.wang_graduate, paper(), kind="agreement")
    assert standing(cast) == ["there"]


def of_version(number: int) -> list[str]:
    return list(Evidence.objects.filter(version=number).values_list("kind", flat=True))


def test_files_that_wait_are_bound_to_the_version_that_is_submitted(cast: Cast) -> None:
    made = filed(cast.wang, cast.wang_graduate)
    assert file(cast, CONTRACT) == 302
    made.refresh_from_db()
    assert made.version == 1
    assert hashes_of(cast.wang_graduate.pk, 1) == [("contract", made.sha256)]
    entry = Entry.objects.get(action="evidence.bind")
    assert entry.after == {"number": 1, "sha256": [made.sha256]}


def test_while_somebody_signs_no_file_is_added_or_removed(cast: Cast) -> None:
    made = filed(cast.wang, cast.wang_graduate)
    file(cast, CONTRACT)
    answer = upload(cast.wang, cast.wang_graduate, paper())
    assert (answer.status_code, "正在审签" in answer.content.decode()) == (422, True)
    client = login(Client(), cast.wang)
    assert client.post(f"/evidence/{made.pk}/remove/", {"reason": "换掉"}).status_code == 422
    client.post(f"/destinations/{cast.wang_graduate.pk}/withdraw/", {"seen": revision(cast)})
    assert client.post(f"/evidence/{made.pk}/remove/", {"reason": "换掉"}).status_code == 302


def test_a_correction_of_the_same_destination_carries_its_files_on(cast: Cast) -> None:
    filed(cast.wang, cast.wang_graduate)
    file(cast, CONTRACT)
    sign_and_enter(cast)
    assert file(cast, {**CONTRACT, "contact_name": "李经理"}, note="联系人换了") == 302
    assert (of_version(1), of_version(2)) == (["contract"], ["contract"])


def test_a_contract_with_another_employer_starts_without_the_old_papers(cast: Cast) -> None:
    filed(cast.wang, cast.wang_graduate)
    file(cast, CONTRACT)
    sign_and_enter(cast)
    filed(cast.wang, cast.wang_graduate, paper(), kind="termination")
    other = {**CONTRACT, "employer_uscc": "", "employer_name": "另一家公司"}
    other |= {"no_uscc_reason": "其他"}
    answer = file(cast, other, note="解约后换了单位")
    assert answer == 302
    assert (of_version(1), of_version(2)) == (["contract"], ["termination"])


def test_a_new_file_alone_is_a_substantive_change_of_what_was_signed(cast: Cast) -> None:
    filed(cast.wang, cast.wang_graduate)
    file(cast, CONTRACT)
    sign_and_enter(cast)
    assert file(cast, CONTRACT, note="没有改动") == 422
    filed(cast.wang, cast.wang_graduate, paper(), kind="certificate")
    assert registration(cast).in_force.number == 1
    assert file(cast, CONTRACT, note="补交证明") == 302
    assert registration(cast).current.reason == Version.Reason.CORRECTION
    assert sorted(of_version(2)) == ["certificate", "contract"]


def test_a_file_in_force_stays_until_a_newer_version_counts(cast: Cast) -> None:
    old = filed(cast.wang, cast.wang_graduate)
    file(cast, CONTRACT)
    sign_and_enter(cast)
    client = login(Client(), cast.wang)
    answer = client.post(f"/evidence/{old.pk}/remove/", {"reason": "换掉"})
    assert (answer.status_code, "换一份" in answer.content.decode()) == (422, True)
    new = filed(cast.wang, cast.wang_graduate, paper(), replaces=old.pk)
    assert hashes_of(cast.wang_graduate.pk, 1) == [("contract", old.sha256)]
    assert client.get(f"/evidence/{old.pk}/").status_code == 200
    assert file(cast, CONTRACT, note="换了盖章的一份") == 302
    assert hashes_of(cast.wang_graduate.pk, 2) == [("contract", new.sha256)]
    assert hashes_of(cast.wang_graduate.pk, 1) == [("contract", old.sha256)]


def test_what_was_signed_is_known_even_after_a_file_was_removed(cast: Cast) -> None:
    made = filed(cast.wang, cast.wang_graduate)
    file(cast, CONTRACT)
    client = login(Client(), cast.wang)
    client.post(f"/destinations/{cast.wang_graduate.pk}/withdraw/", {"seen": revision(cast)})
    client.post(f"/evidence/{made.pk}/remove/", {"reason": "传错了"})
    assert files_of(cast.wang_graduate) == []
    assert hashes_of(cast.wang_graduate.pk, 1) == [("contract", made.sha256)]
    assert file(cast, CONTRACT) == 302
    assert hashes_of(cast.wang_graduate.pk, 2) == []


def test_a_file_carried_on_is_not_carried_twice(cast: Cast) -> None:
    filed(cast.wang, cast.wang_graduate)
    file(cast, CONTRACT)
    login(Client(), cast.wang).post(
        f"/destinations/{cast.wang_graduate.pk}/withdraw/", {"seen": revision(cast)}
    )
    filed(cast.wang, cast.wang_graduate, picture())  # the same again, for the next version
    assert file(cast, CONTRACT) == 302
    assert of_version(2) == ["contract"]


def test_a_missing_paper_warns_and_blocks_nothing(cast: Cast) -> None:
    assert file(cast, CONTRACT) == 302
    version = registration(cast).current
    codes = [each.rule for each in judge(cast.wang_graduate, version, version)]
    assert "V501" in codes


def test_the_page_of_a_destination_fetches_its_papers(cast: Cast) -> None:
    filed(cast.wang, cast.wang_graduate)
    file(cast, CONTRACT)
    part = f"/graduates/{cast.wang_graduate.pk}/papers/part/"
    page = login(Client(), cast.wang).get(f"/destinations/{cast.wang_graduate.pk}/part/main/")
    assert f'hx-get="{part}"' in page.content.decode()
    assert "/small/" in login(Client(), cast.wang).get(part).content.decode()
    assert "/small/" not in login(Client(), cast.zhou).get(part).content.decode()


def test_somebody_elses_registration_is_never_made_by_looking(cast: Cast) -> None:
    login(Client(), cast.wang).get(f"/graduates/{cast.wang_graduate.pk}/papers/")
    assert not Registration.objects.exists()
