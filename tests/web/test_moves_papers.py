"""Papers that are signed, two real transactions against each other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from quxiang.web.certificates.models import Authority, SignerAlias, TrustRoot, UnitCertificate
from quxiang.web.certificates.services import naming, owning, revoking, serving, trusting
from quxiang.web.common import clock
from quxiang.web.common.refusals import StaleStateError
from quxiang.web.papers.kinds import kind_of
from quxiang.web.papers.models import Paper, PaperSignature
from quxiang.web.papers.services import filing, inking, preparing, signing, stamping
from quxiang.web.papers.services.filing import Handed
from quxiang.web.papers.states import PaperState
from seals.making import authority
from seals.making import revoking as revoking_list
from web.at_once import at_once, one_stale, refused, won
from web.cast import Cast
from web.papering import drafted, heads, sent
from web.uploads import paper as a_pdf
from web.uploads import picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def test_of_two_who_prepare_one_paper_one_is_told(cast: Cast) -> None:
    made = preparing.Frozen(
        "农学院自查报告", a_pdf(), cast.school.pk, cast.agronomy, cast.cohort, subject=1
    )
    kind = kind_of("selfcheck_report")
    said = at_once([lambda: preparing.prepare(kind=kind, made=made, by=cast.zhao)] * 2)
    if connection.vendor == "postgresql":  # SQLite's second sees the first's draft, and edits it
        one_stale(said)
    assert len(refused(said)) < 2
    assert Paper.objects.get().version == 1


def test_of_two_who_act_on_a_paper_at_once_one_is_told(cast: Cast) -> None:
    who, paper = heads(cast), drafted(cast)
    said = Handed("centre", clock.today(), "赵秋")
    pairs: tuple[tuple[Callable[..., object], Callable[..., object]], ...] = (
        (signing_sends(cast), signing_sends(cast)),
        (
            lambda row: signing.sign(paper=row, seen=2, by=who.he),
            lambda row: signing.sign(paper=row, seen=2, by=who.yuan),
        ),
    )
    for pair in pairs:
        rows = [Paper.objects.get(pk=paper.pk) for _ in pair]
        one_stale(at_once([lambda a=a, r=r: a(r) for a, r in zip(pair, rows, strict=True)]))
    paper.refresh_from_db()
    for head in (who.he, who.yuan):
        if not paper.signatures.filter(user=head).exists():
            signing.sign(paper=paper, seen=paper.revision, by=head)
    stamping.stamp(paper=paper, content=picture(), compared=True, seen=paper.revision, by=cast.zhao)
    seen = paper.revision
    for act in (
        lambda row: filing.file(paper=row, said=said, seen=seen, by=cast.zhao),
        lambda row: filing.accept(paper=row, text="", seen=seen + 1, by=who.cong),
        lambda row: filing.receive(paper=row, said=said, seen=seen + 2, by=cast.zhao),
    ):
        rows = [Paper.objects.get(pk=paper.pk) for _ in range(2)]
        one_stale(at_once([lambda a=act, r=r: a(r) for r in rows]))
    late = Paper.objects.get(pk=paper.pk)
    with pytest.raises(StaleStateError):
        filing.return_(paper=late, text="整改时限没有写明", seen=late.revision, by=who.cong)
    assert (late.state, late.receipts.count()) == (PaperState.ACCEPTED, 2)


def signing_sends(cast: Cast) -> Callable[[Paper], None]:
    return lambda row: signing.send_to_signing(paper=row, seen=1, by=cast.zhao)


def test_of_two_who_set_certificates_one_is_told(cast: Cast) -> None:
    made = at_once([lambda: owning.make(school=cast.school, unit=None, by=cast.qian)] * 2)
    won(made)
    assert Authority.objects.count() == UnitCertificate.objects.count() == 1
    keyed = authority()
    content, crl = keyed.certificate, revoking_list(keyed)
    said = at_once([
        lambda: trusting.trust(content=content, basis="校长办公会", by=cast.qian)
    ] * 2)  # fmt: skip
    won(said)
    root = TrustRoot.objects.get()
    won(at_once([lambda: revoking.keep(content=crl, by=cast.qian)] * 2))
    one_stale(at_once([lambda: trusting.distrust(root=root, reason="换了机构", by=cast.qian)] * 2))
    one_stale(at_once([
        lambda: serving.set_service(
            url="https://seal.example.test/", secret="s" * 16, reason="签章办法", after=0,
            by=cast.qian,
        )
    ] * 2))  # fmt: skip
    won(at_once([lambda: named(cast)] * 2))
    alias = SignerAlias.objects.get()
    one_stale(
        at_once([lambda: naming.end_alias(alias=alias, reason="学院已改名", by=cast.qian)] * 2)
    )
    own = UnitCertificate.objects.get()
    one_stale(at_once([lambda: owning.end(own=own, reason="换了证书", by=cast.qian)] * 2))


def named(cast: Cast) -> object:
    return naming.add_alias(unit=None, name="云梦大学校印", reason="印章备案表", by=cast.qian)


def test_one_head_who_signs_twice_at_once_signs_once(cast: Cast) -> None:
    who = heads(cast)
    paper = sent(cast)
    rows = [Paper.objects.get(pk=paper.pk) for _ in range(2)]
    said = at_once([
        lambda row=row: signing.sign(paper=row, seen=paper.revision, by=who.he) for row in rows
    ])  # fmt: skip
    won(said)
    assert PaperSignature.objects.get().user == who.he


def test_of_two_who_bring_one_page_in_ink_one_is_told(cast: Cast) -> None:
    heads(cast)
    paper = sent(cast)
    ink = inking.Ink(frozenset(["college_party"]), clock.today(), paper.short)
    rows = [Paper.objects.get(pk=paper.pk) for _ in range(2)]
    one_stale(
        at_once([
            lambda row=row: inking.sign_in_ink(
                paper=row, said=ink, content=picture(), seen=paper.revision, by=cast.zhao
            )
            for row in rows
        ])
    )  # fmt: skip
    assert PaperSignature.objects.count() == paper.files.count() == 1
