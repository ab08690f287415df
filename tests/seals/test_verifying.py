"""A sealed PDF holds, or the one right sentence says why not; in the library and the command."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from quxiang.cli import run
from quxiang.problems import UnusableError
from quxiang.seals.apart import verify_apart
from quxiang.seals.making import Keyed, facts_of, read_p12
from quxiang.seals.verdict import Verdict
from quxiang.seals.verifying import verify
from seals.making import (
    authority,
    issued,
    pdf,
    revoking,
    sealed,
    unit,
    with_answer,
    with_more,
    with_note,
    with_store,
    written,
)

ROOT, OTHER = authority(), authority("别处的根证书")
UNIT, PARTY = unit(ROOT), unit(ROOT, name="学院党委")
ORIGINAL = pdf()
GOOD = sealed(ORIGINAL, UNIT)


def told(
    content: bytes, *, root: Keyed | None = ROOT, original: bytes | None = None,
    crls: tuple[bytes, ...] = (),
) -> Verdict:  # fmt: skip
    roots = [root.certificate] if root is not None else []
    return verify(content, roots, now=datetime.now(UTC), original=original, crls=crls)


def only(verdict: Verdict) -> tuple[str, str]:
    (problem,) = verdict.faults
    assert not verdict.holds
    return problem.code.removeprefix("seal."), f"{problem.message}{problem.remedy}"


def test_a_good_seal_holds_and_says_whose_it_is_and_what_was_not_proved() -> None:
    found = told(GOOD, original=ORIGINAL)
    assert (found.holds, found.faults) == (True, ())
    (seal,) = found.seals
    assert (seal.signer, seal.issuer) == ("农学院", "云梦大学签章根证书")
    assert "农学院的签章有效" in seal.sentence
    assert "签章方自报的时间，没有时间戳" in seal.sentence
    assert "未核对证书是否被吊销" in seal.sentence


def test_a_file_changed_after_it_was_sealed_is_tampered() -> None:
    at = GOOD.index(b"0 0 1 rg") if b"0 0 1 rg" in GOOD else GOOD.index(b"/MediaBox")
    changed = GOOD[: at + 1] + b"1" + GOOD[at + 2 :]
    assert only(told(changed))[0] == "tampered"
    assert "被改动过" in only(told(changed))[1]


def test_what_was_added_after_the_seal_is_named() -> None:
    for original in (None, ORIGINAL):  # and once only, whatever it is compared with
        code, said = only(told(with_more(GOOD), original=original))
        assert (code, "签章之后又加了内容" in said) == ("later", True)


def test_an_empty_update_after_the_seal_does_not_pass_for_the_sealed_file() -> None:
    found = told(GOOD + b"\n% something nobody sealed\n")
    assert only(found)[0] in ("later", "damaged")


def test_what_was_added_to_our_file_under_the_seal_is_named() -> None:
    added = sealed(with_more(ORIGINAL), UNIT)
    assert told(added).holds  # a seal of its own right, over another content
    assert only(told(added, original=ORIGINAL))[0] == "added"


def test_a_note_laid_over_our_file_under_the_seal_is_named() -> None:
    noted = sealed(with_note(ORIGINAL), UNIT)
    code, said = only(told(noted, original=ORIGINAL))
    assert (code, "批注有改动" in said) == ("added", True)


def test_another_file_than_the_one_we_gave_out_is_refused_however_well_sealed() -> None:
    other = sealed(pdf(3), UNIT)
    code, said = only(told(other, original=ORIGINAL))
    assert (code, "不是我们给出的那份文件" in said) == ("other", True)


def test_a_stranger_s_certificate_is_not_trusted() -> None:
    code, said = only(told(GOOD, root=OTHER))
    assert (code, "农学院" in said) == ("stranger", True)
    assert only(told(GOOD, root=None))[0] == "no_roots"


def test_a_certificate_counts_as_of_the_moment_of_the_seal() -> None:
    now = datetime.now(UTC)
    old = issued(ROOT, begins=now - timedelta(days=9), ends=now - timedelta(days=2))
    code, said = only(told(sealed(ORIGINAL, old)))
    assert (code, "不在有效期内" in said) == ("expired", True)
    soon = issued(ROOT, begins=now - timedelta(days=9), ends=now + timedelta(hours=1))
    content = sealed(ORIGINAL, soon)
    later = verify(content, [ROOT.certificate], now=now + timedelta(days=400))
    assert later.holds  # sealed while it held; it has run out since


def test_a_revoked_certificate_is_refused_and_a_list_nobody_can_reach_is_said() -> None:
    now = datetime.now(UTC)
    span = {"begins": now - timedelta(days=9), "ends": now + timedelta(days=9)}
    named = issued(ROOT, **span, crl_at="http://127.0.0.1:9/revoked.crl")
    content = sealed(ORIGINAL, named)
    found = told(content)
    assert found.holds
    assert "没有吊销名单可查" in found.sentence
    assert only(told(content, crls=(revoking(ROOT, named),)))[0] == "revoked"
    clean = told(content, crls=(revoking(ROOT),))
    assert clean.holds
    assert "吊销" not in clean.sentence


def test_a_list_of_its_issuer_counts_though_a_certificate_names_none(tmp_path: Path) -> None:
    crl = revoking(ROOT, UNIT)
    code, said = only(told(GOOD, crls=(crl,)))
    assert (code, "农学院）已被吊销" in said) == ("revoked", True)
    strange = revoking(OTHER, UNIT)  # another authority cannot revoke what it did not issue
    assert told(GOOD, crls=(strange,)).holds
    clean = told(GOOD, crls=(revoking(ROOT),))
    assert (clean.holds, clean.seals[0].revocation_seen) == (True, True)
    pem = x509.load_der_x509_crl(crl).public_bytes(serialization.Encoding.PEM)
    path, root = written(tmp_path, "a.pdf", GOOD), written(tmp_path, "r.pem", ROOT.certificate)
    asked = ["document", "verify", path, "--trust", root, "--crl"]
    assert run([*asked, written(tmp_path, "a.crl", pem)]) == 1


def test_an_outdated_list_says_so_and_what_it_names_stays_revoked() -> None:
    now = datetime.now(UTC)
    old = revoking(ROOT, at=now - timedelta(days=30), until=now - timedelta(days=20))
    found = told(GOOD, crls=(old,))
    assert found.holds
    assert f"只到 {now - timedelta(days=20):%Y-%m-%d}，已过期" in found.sentence
    named = revoking(ROOT, UNIT, at=now - timedelta(days=30), until=now - timedelta(days=20))
    assert only(told(GOOD, crls=(named,)))[0] == "revoked"


@pytest.mark.parametrize("revoked", [False, True])
def test_what_a_sealed_file_carries_itself_is_used(revoked: bool) -> None:
    """A list laid into the file's own store (LTV) tells as one that was given does."""
    content = with_store(GOOD, revoking(ROOT, *([UNIT] if revoked else [])))
    found = told(content)
    if revoked:
        assert [each.code for each in found.faults] == ["seal.revoked"]
    else:
        assert (found.holds, found.seals[0].revocation_seen) == (True, True)
        assert "吊销" not in found.sentence


@pytest.mark.parametrize("good", [True, False])
def test_an_answer_about_a_certificate_that_a_file_carries_is_used(good: bool) -> None:
    now = datetime.now(UTC)
    asked = issued(
        ROOT, begins=now - timedelta(days=9), ends=now + timedelta(days=9),
        ocsp_at="http://127.0.0.1:9/",
    )  # fmt: skip
    content = with_answer(ORIGINAL, asked, ROOT, good=good)
    found = told(content)
    if good:
        assert (found.holds, found.seals[0].revocation_seen) == (True, True)
    else:
        assert [each.code for each in found.faults] == ["seal.revoked"]


def test_two_seals_hold_together_and_one_bad_one_spoils_the_file() -> None:
    both = sealed_twice(UNIT, PARTY)
    found = told(both, original=ORIGINAL)
    assert [each.signer for each in found.seals] == ["农学院", "学院党委"]
    assert (found.holds, found.faults) == (True, ())
    assert only(told(sealed_twice(UNIT, unit(OTHER, name="外单位"))))[0] == "stranger"


def sealed_twice(first: Keyed, second: Keyed) -> bytes:
    from quxiang.seals.making import seal

    return seal(sealed(ORIGINAL, first), second, reason="党委", field="Second")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 a document", "no_pdf"), (b"", "no_pdf"), (ORIGINAL, "unsigned"),
        (b"%PDF-1.7\nnothing of use", "damaged"), (GOOD[: len(GOOD) // 2], "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_sealed_pdf_is_said_so(content: bytes, code: str) -> None:
    assert only(told(content))[0] == code


def test_a_locked_file_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    with pikepdf.open(written_to(tmp_path)) as opened:
        opened.save(path, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert only(told(path.read_bytes()))[0] == "locked"


def written_to(folder: Path) -> str:
    return written(folder, "plain.pdf", ORIGINAL)


def test_a_file_is_verified_in_a_process_apart_as_it_is_here() -> None:
    for content in (GOOD, with_more(GOOD), b"no pdf", GOOD[:900]):
        here = told(content, original=ORIGINAL)
        there = verify_apart(
            content, [ROOT.certificate], now=datetime.now(UTC), original=ORIGINAL
        )  # fmt: skip
        assert there == here


def test_garbled_files_are_refused_and_never_break_anything() -> None:
    for at in range(20, len(GOOD), len(GOOD) // 40):
        garbled = GOOD[:at] + bytes([GOOD[at] ^ 0xFF]) + GOOD[at + 1 :]
        found = told(garbled, original=ORIGINAL)
        assert not found.holds, at
        assert all(each.message.endswith("。") for each in found.faults)


def test_a_certificate_says_what_it_is_and_anything_else_is_refused() -> None:
    facts = facts_of(ROOT.certificate)
    assert facts.vouches
    assert "云梦大学签章根证书" in facts.subject
    assert not facts_of(UNIT.certificate).vouches
    for wrong in (b"", b"no", UNIT.key, GOOD):
        with pytest.raises(UnusableError, match="不是证书"):
            facts_of(wrong)
    with pytest.raises(UnusableError, match="密码不对"):
        read_p12(b"no p12", "x", datetime.now(UTC))


Files = Callable[[str, bytes], str]


def test_the_command_says_the_same_and_ends_with_the_house_s_codes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = written(tmp_path, "root.pem", ROOT.certificate)
    files = {
        "good": (GOOD, 0, "签章全部成立"), "later": (with_more(GOOD), 1, "又加了内容"),
        "plain": (ORIGINAL, 1, "没有电子签章"), "word": (b"PK", 2, "不是 PDF"),
    }  # fmt: skip
    for name, (content, code, said) in files.items():
        path = written(tmp_path, f"{name}.pdf", content)
        assert run(["document", "verify", path, "--trust", root]) == code, name
        assert said in capsys.readouterr().out
    good, plain = str(tmp_path / "good.pdf"), str(tmp_path / "plain.pdf")
    asked = ["document", "verify", good, "--trust", root, "--original", plain, "--format", "json"]
    assert run(asked) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["holds"], answer["seals"][0]["signer"]) == (True, "农学院")
    assert run(["document", "verify", good]) == 1
    assert "还没有设信任的根证书" in capsys.readouterr().out
    assert run(["document", "verify", str(tmp_path / "none.pdf")]) == 2
    assert run(["document", "verify", good, "--trust", plain]) == 2
