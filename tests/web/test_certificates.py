"""Trusted certificates, electronic seals brought to a paper, certificates of units."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from django.test import Client

from quxiang.cli import run
from quxiang.seals.making import Keyed
from quxiang.seals.verifying import verify
from quxiang.web.audit.models import Entry
from quxiang.web.certificates.models import (
    Authority,
    RevocationList,
    SignerAlias,
    TrustRoot,
    UnitCertificate,
)
from quxiang.web.certificates.selectors import unlike
from quxiang.web.certificates.services import owning
from quxiang.web.common import clock, rotation, sealed
from quxiang.web.evidence.storage import vault
from quxiang.web.papers.kinds import kind_of
from quxiang.web.papers.models import Paper, PaperFile
from quxiang.web.papers.services.preparing import Frozen, prepare
from seals.making import authority, issued, pdf, revoking, unit, with_more
from seals.making import sealed as with_seal
from web.assessing import send
from web.cast import Cast
from web.conftest import login
from web.papering import Heads, act, handed, heads, scan, signed, status

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ROOT = authority("省电子印章根证书")


@pytest.fixture
def who(cast: Cast) -> Heads:
    return heads(cast)


def trusted(cast: Cast, root: Keyed = ROOT, **typed: Any) -> Any:
    given = {"basis": "校长办公会纪要", "file": scan(root.certificate, "root.pem"), **typed}
    return send(cast.qian, "/certificates/trust/", **given)


def frozen(paper: Paper) -> bytes:
    return vault.content_of(paper.school_id, paper.sha256)


def brought(cast: Cast, paper: Paper, content: bytes) -> Any:
    return act(cast.zhao, paper, "seal", file=scan(content, "签章.pdf"))


def test_a_seal_that_holds_completes_a_paper_and_says_whose_it_is(cast: Cast, who: Heads) -> None:
    paper = signed(cast, who)
    assert trusted(cast).status_code == 302
    content = with_seal(frozen(paper), unit(ROOT))
    assert brought(cast, paper, content).status_code == 302
    kept = PaperFile.objects.get(use="seal")
    assert vault.content_of(cast.school.pk, kept.sha256) == content  # byte for byte
    page = login(Client(), cast.qian).get(f"/papers/{paper.pk}/").content.decode()
    assert "农学院的签章有效（省电子印章根证书签发" in page
    assert status(cast.zhao, paper, "file", **handed()) == 302


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("stranger", "不是由信任的机构签发的"), ("expired", "不在有效期内"),
        ("later", "签章之后又加了内容"), ("added", "签章以外还改动了页面内容"),
        ("other", "不是我们给出的那份文件"), ("none", "没有电子签章"), ("no_pdf", "不是 PDF"),
        ("own", "不是由信任的机构签发的"),
    ],
)  # fmt: skip
def test_a_seal_that_does_not_hold_is_refused_in_its_own_sentence(
    cast: Cast, who: Heads, change: str, said: str
) -> None:
    paper = signed(cast, who)
    trusted(cast)
    ours = frozen(paper)
    now = datetime.now(UTC)
    old = issued(ROOT, begins=now - timedelta(days=9), ends=now - timedelta(days=2))
    send(cast.qian, "/certificates/own/", unit="")
    content = {
        "stranger": lambda: with_seal(ours, unit(authority())),
        "expired": lambda: with_seal(ours, old),
        "later": lambda: with_more(with_seal(ours, unit(ROOT))),
        "added": lambda: with_seal(with_more(ours), unit(ROOT)),
        "other": lambda: with_seal(pdf(5), unit(ROOT)),
        "none": lambda: ours, "no_pdf": lambda: b"PK something",
        # what we seal ourselves proves where it comes from, and is no stamp
        "own": lambda: bytes(
            login(Client(), cast.zhao).get(f"/papers/{paper.pk}/sealed/").content
        ),
    }[change]()  # fmt: skip
    answer = brought(cast, paper, content)
    assert (answer.status_code, said in answer.content.decode()) == (422, True), change
    assert not PaperFile.objects.exists()
    assert status(cast.zhao, paper, "file", **handed()) == 422


def test_nothing_is_trusted_before_somebody_says_so_and_no_more_once_it_is_ended(
    cast: Cast, who: Heads
) -> None:
    paper = signed(cast, who)
    content = with_seal(frozen(paper), unit(ROOT))
    assert "还没有设信任的根证书" in brought(cast, paper, content).content.decode()
    trusted(cast)
    root = TrustRoot.objects.get()
    path = f"/certificates/trust/{root.pk}/end/"
    assert send(cast.qian, path, reason="无").status_code == 422
    assert send(cast.qian, path, reason="机构已停业").status_code == 302
    assert send(cast.qian, path, reason="机构已停业").status_code == 409
    assert brought(cast, paper, content).status_code == 422
    entry = Entry.objects.get(action="trustroot.add")
    assert (entry.reason, entry.after["sha256"]) == ("校长办公会纪要", root.sha256)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"basis": ""}, "请写明依据"), ({"file": scan(b"no", "a.cer")}, "不是证书"),
        ({"file": scan(unit(ROOT).certificate, "a.cer")}, "不是签发机构的根证书"),
        ({"file": scan(
            authority("旧", datetime(2000, 1, 1, tzinfo=UTC)).certificate, "a.cer"
        )}, "到期，不能信任"),
    ],
)  # fmt: skip
def test_what_cannot_be_trusted_is_refused(cast: Cast, typed: dict[str, Any], said: str) -> None:
    answer = trusted(cast, **typed)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not TrustRoot.objects.exists()


def test_a_certificate_is_trusted_once(cast: Cast) -> None:
    trusted(cast)
    again = trusted(cast)
    assert (again.status_code, "已经信任" in again.content.decode()) == (422, True)


def test_what_we_give_out_is_sealed_by_its_unit_and_verified_off_line(
    cast: Cast, who: Heads, tmp_path: Path
) -> None:
    paper = signed(cast, who)
    zhao = login(Client(), cast.zhao)
    assert "sealed/" not in zhao.get(f"/papers/{paper.pk}/").content.decode()
    assert send(cast.zheng, "/certificates/own/", unit=cast.agronomy.pk).status_code == 302
    taken = send(cast.zheng, "/certificates/own/", unit=cast.agronomy.pk)
    assert "已有在用的证书" in taken.content.decode()
    content = bytes(zhao.get(f"/papers/{paper.pk}/sealed/").content)
    assert content.startswith(frozen(paper))
    root = bytes(zhao.get("/certificates/own/root/").content)
    told = verify(content, [root], now=clock.now(), original=frozen(paper))
    assert told.holds
    assert (told.seals[0].signer, told.seals[0].issuer) == ("农学院", "云梦大学文件签章根证书")
    (tmp_path / "a.pdf").write_bytes(content)
    (tmp_path / "root.pem").write_bytes(root)
    asked = ["document", "verify", str(tmp_path / "a.pdf"), "--trust", str(tmp_path / "root.pem")]
    assert run(asked) == 0


def test_keys_lie_sealed_follow_a_change_of_keys_and_are_gone_once_ended(cast: Cast) -> None:
    own = owning.make(school=cast.school, unit=None, by=cast.qian)
    assert "PRIVATE" not in own.key_sealed + Authority.objects.get().key_sealed
    sealed.write_keyring(sealed.with_new_key(sealed.keyring()))
    rotation.seal_anew()
    own.refresh_from_db()
    assert "PRIVATE" in sealed.unseal(own.key_sealed, owning.PURPOSE)
    assert send(cast.qian, f"/certificates/own/{own.pk}/end/", reason="换新的").status_code == 422
    ended = send(cast.qian, f"/certificates/own/{own.pk}/end/", reason="换新的证书")
    assert ended.status_code == 302
    assert UnitCertificate.objects.get().key_sealed == ""


def test_a_certificate_of_one_s_own_is_taken_in_with_its_password(cast: Cast) -> None:
    keyed = unit(ROOT, name="云梦大学")
    content = p12(keyed, "secret")
    wrong = send(cast.qian, "/certificates/own/", unit="", password="no", file=scan(content, "a"))
    assert (wrong.status_code, "密码不对" in wrong.content.decode()) == (422, True)
    right = send(
        cast.qian, "/certificates/own/", unit="", password="secret", file=scan(content, "a.p12")
    )
    assert right.status_code == 302
    found = UnitCertificate.objects.get()
    assert (found.source, "云梦大学" in found.subject) == ("imported", True)
    said = [str(each.after) for each in Entry.objects.filter(action__startswith="unitcert")]
    assert "secret" not in "".join(said)


def p12(keyed: Keyed, password: str) -> bytes:
    key = serialization.load_pem_private_key(keyed.key, None)
    cert = x509.load_pem_x509_certificate(keyed.certificate)
    how = serialization.BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(b"own", key, cert, None, how)  # type: ignore[arg-type]


def listed(cast: Cast, *revoked: Keyed, root: Keyed = ROOT, **when: Any) -> Any:
    content = revoking(root, *revoked, **when)
    return send(cast.qian, "/certificates/revoked/", file=scan(content, "a.crl"))


def test_a_revoked_signer_is_refused_by_the_list_the_school_keeps(cast: Cast, who: Heads) -> None:
    paper, keyed = signed(cast, who), unit(ROOT)
    trusted(cast)
    assert listed(cast, keyed).status_code == 302
    answer = brought(cast, paper, with_seal(frozen(paper), keyed))
    said = "签章的证书（农学院）已被吊销。请换有效的证书重新签章。"
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    other = brought(cast, paper, with_seal(frozen(paper), unit(ROOT)))
    assert other.status_code == 302
    sentence = PaperFile.objects.get(use="seal").finding["sentence"]
    assert "吊销" not in sentence  # looked up, and not on the list
    entry = Entry.objects.get(action="revocationlist.keep")
    assert (entry.after["count"], len(entry.after["sha256"])) == (1, 64)


def test_a_list_is_kept_only_of_whom_we_trust_and_only_a_newer_one(cast: Cast) -> None:
    now = datetime.now(UTC)
    strange = listed(cast, root=authority("别处的根证书"))
    assert (strange.status_code, "不是由信任的机构签发的" in strange.content.decode()) == (
        422,
        True,
    )
    trusted(cast)
    nonsense = send(cast.qian, "/certificates/revoked/", file=scan(b"no list", "a.crl"))
    assert "这个文件不是吊销名单" in nonsense.content.decode()
    assert "没有选文件" in send(cast.qian, "/certificates/revoked/").content.decode()
    early = listed(cast, at=now + timedelta(days=2), until=now + timedelta(days=9))
    assert "还没有到" in early.content.decode()
    old = {"at": now - timedelta(days=30), "until": now - timedelta(days=20)}
    assert listed(cast, **old).status_code == 302
    page = login(Client(), cast.qian).get("/certificates/").content.decode()
    assert "已过期，请上传新的" in page
    assert listed(cast, unit(ROOT)).status_code == 302
    page = login(Client(), cast.qian).get("/certificates/").content.decode()
    assert "列有 1 张吊销的证书" in page
    assert "已过期，请上传新的" not in page
    assert "已经有这个机构同一时间或更新的吊销名单" in listed(cast, **old).content.decode()
    assert RevocationList.objects.count() == 2


def test_a_seal_made_out_to_another_name_counts_once_the_centre_confirms_it(
    cast: Cast, who: Heads
) -> None:
    paper = signed(cast, who)
    trusted(cast)
    doubt = "证书名称“云梦大学种植学院”与单位“农学院”不一致，请核对"
    content = with_seal(frozen(paper), unit(ROOT, name="云梦大学种植学院"))
    assert brought(cast, paper, content).status_code == 302
    file = PaperFile.objects.get(use="seal")
    assert (file.doubt, file.stamps) == (doubt, False)
    page = login(Client(), cast.zhao).get(f"/papers/{paper.pk}/").content.decode()
    assert doubt in page
    refused = act(cast.zhao, paper, "file", **handed())
    assert (refused.status_code, f"{doubt}；核对前不算盖过章" in refused.content.decode()) == (
        422, True,
    )  # fmt: skip
    assert confirmed(cast.zhao, paper, file, "同一单位").status_code == 403
    assert confirmed(cast.qian, paper, file, "").status_code == 422
    late = confirmed(cast.qian, paper, file, "与印章备案表核对，是同一单位", seen=1)
    assert late.status_code == 409
    assert confirmed(cast.qian, paper, file, "与印章备案表核对，是同一单位").status_code == 302
    again = confirmed(cast.qian, paper, file, "与印章备案表核对，是同一单位")
    assert "不用再确认" in again.content.decode()
    entry = Entry.objects.get(action="paper.confirm_seal")
    assert (entry.reason, entry.after["doubt"]) == ("与印章备案表核对，是同一单位", doubt)
    assert status(cast.zhao, paper, "file", **handed()) == 302


def confirmed(by: Any, paper: Paper, file: PaperFile, text: str, seen: int | None = None) -> Any:
    paper.refresh_from_db()
    given = {"text": text, "seen": paper.revision if seen is None else seen}
    return login(Client(), by).post(f"/papers/files/{file.pk}/confirm/", given)


@pytest.mark.parametrize("name", ["农学院", "云梦大学农学院", "云梦大学　农学院"])
def test_a_unit_is_named_alone_or_with_its_school(cast: Cast, name: str) -> None:
    assert unlike([name], school=cast.school, unit=cast.agronomy) == ""
    assert unlike([name], school=cast.school, unit=cast.letters) != ""


def test_a_name_the_centre_knows_as_the_unit_s_needs_no_confirming(cast: Cast, who: Heads) -> None:
    paper = signed(cast, who)
    trusted(cast)
    typed = {"unit": cast.agronomy.pk, "alias": "云梦大学 种植学院", "alias_reason": "印章备案表"}
    for wrong in ({"alias": ""}, {"alias_reason": "无"}):
        assert send(cast.qian, "/certificates/aliases/", **{**typed, **wrong}).status_code == 422
    assert send(cast.zheng, "/certificates/aliases/", **typed).status_code == 403
    assert send(cast.qian, "/certificates/aliases/", **typed).status_code == 302
    twice = send(cast.qian, "/certificates/aliases/", **typed)
    assert "没有重复保存" in twice.content.decode()
    content = with_seal(frozen(paper), unit(ROOT, name="云梦大学种植学院"))
    assert brought(cast, paper, content).status_code == 302
    assert PaperFile.objects.get(use="seal").stamps
    alias = SignerAlias.objects.get()
    path = f"/certificates/aliases/{alias.pk}/end/"
    assert send(cast.qian, path, reason="学院已改名").status_code == 302
    assert send(cast.qian, path, reason="学院已改名").status_code == 409
    assert PaperFile.objects.get(use="seal").stamps  # as it was told then


def test_a_certificate_unfit_to_seal_is_told_and_nothing_leaves(cast: Cast, who: Heads) -> None:
    """What was taken in has run out since: the seal is verified before it leaves."""
    paper = signed(cast, who)
    now = datetime.now(UTC)
    keyed = issued(
        authority("甲"), begins=now - timedelta(days=9), ends=now + timedelta(days=9)
    )  # fmt: skip
    other = Keyed(keyed.certificate, unit(ROOT).key, keyed.above)
    own = owning.make(school=cast.school, unit=None, by=cast.qian)
    UnitCertificate.objects.filter(pk=own.pk).update(
        certificate=other.certificate.decode(),
        key_sealed=sealed.seal(other.key.decode(), owning.PURPOSE),
        above=[each.decode() for each in other.above],
    )
    answer = login(Client(), cast.zhao).get(f"/papers/{paper.pk}/sealed/")
    assert (answer.status_code, "核验不通过" in answer.content.decode()) == (422, True)


def test_a_paper_that_names_graduates_leaves_for_a_purpose_that_is_kept(cast: Cast) -> None:
    made = Frozen(
        "农学院证明材料汇编", pdf(), cast.school.pk, cast.agronomy, cast.cohort,
        subjects=[cast.wang_graduate.pk],
    )  # fmt: skip
    paper = prepare(kind=kind_of("compilation"), made=made, by=cast.zhao)
    for name in ("pdf", "sealed"):
        path, zhao = f"/papers/{paper.pk}/{name}/", login(Client(), cast.zhao)
        asked = zhao.get(path)
        assert (asked["Content-Type"][:9], "个人信息" in asked.content.decode()) == (
            "text/html", True,
        )  # fmt: skip
        assert zhao.post(path, {"purpose": "看"}).status_code == 422
        given = zhao.post(path, {"purpose": "报学院党委会讨论"})
        assert given.content == frozen(paper)
        entry = Entry.objects.filter(action="export").latest("pk")
        assert (entry.reason, entry.subject_ids) == ("报学院党委会讨论", [cast.wang_graduate.pk])
    assert login(Client(), cast.zhou).get(f"/papers/{paper.pk}/pdf/").status_code == 403
