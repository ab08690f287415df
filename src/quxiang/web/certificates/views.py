"""One page: whose seals are trusted, what units seal with, what either means."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.certificates.access import (
    NAMES,
    SETS,
    get_alias_for,
    get_own_for,
    get_root_for,
    may_name,
    may_set,
)
from quxiang.web.certificates.models import (
    Authority,
    RevocationList,
    SealService,
    SignerAlias,
    TrustRoot,
    UnitCertificate,
)
from quxiang.web.certificates.services import naming, owning, revoking, serving, trusting
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.documents.views.one import file_response
from quxiang.web.evidence.uploads import content_of, in_memory
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import colleges

#: how long before its end a certificate is marked
SOON = timedelta(days=60)


def certificates(request: HttpRequest) -> HttpResponse:
    """Show what is trusted and what seals."""
    return _shown(request)


def _shown(request: HttpRequest, said: str = "") -> HttpResponse:
    user = reader(request)
    require(may_set(user), SETS)
    now = clock.now()
    roots = TrustRoot.objects.filter(school_id=user.school_id).select_related("by")
    aliases = SignerAlias.objects.filter(school_id=user.school_id)
    own = UnitCertificate.objects.filter(school_id=user.school_id).select_related("by", "unit")
    asked = SealService.objects.filter(school_id=user.school_id)
    services = list(asked.select_related("by"))
    context = {
        "roots": [(each, _standing(each, now)) for each in roots],
        "lists": [(each, _fresh(each, now)) for each in _newest(user.school_id)],
        "aliases": aliases.select_related("by", "unit"),
        "names": may_name(user),
        "own": [(each, _standing(each, now)) for each in own],
        "authority": Authority.objects.filter(school_id=user.school_id).first(),
        "services": services, "service_number": services[0].number if services else 0,
        "service_url": request.POST.get("url") or (services[0].url if services else ""),
        "in_use": services[0].url if services else "",
        "units": colleges(user.school_id), "said": said, "typed": request.POST,
    }  # fmt: skip
    return render(request, "certificates/certificates.html", context, status=422 if said else 200)


def _standing(each: TrustRoot | UnitCertificate, now: datetime) -> tuple[str, str]:
    if each.ended_at is not None:
        return "已停用", ""
    if each.ends <= now:
        return "已到期", "wrong"
    return ("快到期", "doubt") if each.ends <= now + SOON else ("有效", "good")


def _newest(school_id: int) -> list[RevocationList]:
    """Return the list of each authority that is asked now."""
    rows = RevocationList.objects.filter(school_id=school_id).defer("content")
    newest: dict[str, RevocationList] = {}
    for each in rows.select_related("by").order_by("issuer", "-this_update"):
        newest.setdefault(each.issuer, each)
    return list(newest.values())


def _fresh(each: RevocationList, now: datetime) -> tuple[str, str]:
    if each.next_update is None:
        return "没有写明有效期", "doubt"
    return ("已过期，请上传新的", "doubt") if each.next_update <= now else ("有效", "good")


@in_memory
def trust(request: HttpRequest) -> HttpResponse:
    """Trust a certificate that is brought with its basis."""
    require(may_set(reader(request)), SETS)
    try:
        basis = request.POST.get("basis", "")
        trusting.trust(content=content_of(request), basis=basis, by=reader(request))
    except InvalidError as error:
        return _shown(request, str(error))
    messages.success(request, "已信任，以后上传的电子签章文件按它核验。")
    return redirect("certificates:certificates")


def distrust(request: HttpRequest, root_id: int) -> HttpResponse:
    """Trust a certificate no more."""
    found = get_root_for(reader(request), root_id)
    try:
        trusting.distrust(root=found, reason=request.POST.get("reason", ""), by=reader(request))
    except InvalidError as error:
        return _shown(request, str(error))
    messages.success(request, "已停用，已经核验过的不变。")
    return redirect("certificates:certificates")


@in_memory
def revoked(request: HttpRequest) -> HttpResponse:
    """Keep a list of revoked certificates."""
    require(may_set(reader(request)), SETS)
    try:
        made = revoking.keep(content=content_of(request), by=reader(request))
    except InvalidError as error:
        return _shown(request, str(error))
    if made.next_update is not None and made.next_update <= clock.now():
        until = f"{clock.local(made.next_update):%Y-%m-%d}"
        messages.warning(request, f"已保存，但这份名单只到 {until}，已过期；请向机构取新的。")
    else:
        messages.success(request, f"已保存，列有 {made.revoked} 张吊销的证书，以后的核验都会查它。")
    return redirect("certificates:certificates")


def alias(request: HttpRequest) -> HttpResponse:
    """Let seals made out to another name count as a unit's."""
    require(may_name(reader(request)), NAMES)
    typed = request.POST
    try:
        naming.add_alias(
            unit=_unit(request), name=typed.get("alias", ""),
            reason=typed.get("alias_reason", ""), by=reader(request),
        )  # fmt: skip
    except InvalidError as error:
        return _shown(request, str(error))
    messages.success(request, "已保存，以后这个名称的证书算作该单位的。")
    return redirect("certificates:certificates")


def unalias(request: HttpRequest, alias_id: int) -> HttpResponse:
    """Let another name count no more."""
    found = get_alias_for(reader(request), alias_id)
    require(may_name(reader(request)), NAMES)
    try:
        naming.end_alias(
            alias=found, reason=request.POST.get("reason", ""), by=reader(request)
        )  # fmt: skip
    except InvalidError as error:
        return _shown(request, str(error))
    messages.success(request, "已停用，已经登记过的不变。")
    return redirect("certificates:certificates")


@in_memory
def own(request: HttpRequest) -> HttpResponse:
    """Make a certificate of a unit, or take one in where a file came."""
    user = reader(request)
    require(may_set(user), SETS)
    try:
        unit = _unit(request)
        if request.FILES:
            owning.take_in(
                school=user.school, unit=unit, content=content_of(request),
                password=request.POST.get("password", ""), by=user,
            )  # fmt: skip
        else:
            owning.make(school=user.school, unit=unit, by=user)
    except InvalidError as error:
        return _shown(request, str(error))
    messages.success(request, "已保存，私钥已加密封存，以后出具的 PDF 可带这个签章。")
    return redirect("certificates:certificates")


def _unit(request: HttpRequest) -> Unit | None:
    typed = request.POST.get("unit", "")
    if not typed:
        return None
    known = {str(each.pk): each for each in colleges(reader(request).school_id)}
    if typed not in known:
        raise InvalidError("没有选对单位，请从列出的单位里选。")
    return known[typed]


def service(request: HttpRequest) -> HttpResponse:
    """Set which seal service is asked."""
    require(may_set(reader(request)), SETS)
    typed = request.POST
    try:
        serving.set_service(
            url=typed.get("url", ""), secret=typed.get("secret", ""), after=seen_in(request),
            reason=typed.get("service_reason", ""), by=reader(request),
        )  # fmt: skip
    except InvalidError as error:
        return _shown(request, str(error))
    messages.success(request, "已保存，以后由它核验国密签章。" if typed.get("url") else "已停用。")
    return redirect("certificates:certificates")


def end(request: HttpRequest, own_id: int) -> HttpResponse:
    """Seal with a certificate no more."""
    found = get_own_for(reader(request), own_id)
    try:
        owning.end(own=found, reason=request.POST.get("reason", ""), by=reader(request))
    except InvalidError as error:
        return _shown(request, str(error))
    messages.success(request, "已停用，私钥已删除；已经签过的不变。")
    return redirect("certificates:certificates")


def root(request: HttpRequest) -> HttpResponse:
    """Give the certificate of our authority, for whoever verifies what we issued."""
    found = Authority.objects.filter(school_id=reader(request).school_id).first()
    if found is None:
        raise Http404
    return file_response(found.certificate.encode(), "application/x-pem-file", "root.pem")
