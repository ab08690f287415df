"""Keep and forget saved views."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from quxiang.web.accounts.readers import reader
from quxiang.web.common import clock
from quxiang.web.lists.models import SavedView

MOST = 30


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the query of a list under a name; the same name again replaces it."""
    name = request.POST.get("name", "").strip()[:30]
    own = SavedView.objects.filter(user_id=reader(request).pk)
    same = {"list_name": request.POST.get("list", "")[:40], "name": name}
    if not name:
        messages.error(request, "没有填写视图名称，没有保存。")
    elif own.count() >= MOST and not own.filter(**same).exists():
        messages.error(request, f"已有 {MOST} 个视图，没有保存。请先删除不用的视图。")
    else:
        kept = {"query": request.POST.get("query", "")[:1000], "created_at": clock.now()}
        SavedView.objects.update_or_create(
            user_id=reader(request).pk, list_name=same["list_name"], name=name, defaults=kept
        )
        messages.success(request, f"已存为视图“{name}”。")
    return redirect(_back(request))


@require_POST
def forget(request: HttpRequest, view_id: int) -> HttpResponse:
    SavedView.objects.filter(pk=view_id, user_id=reader(request).pk).delete()
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=False)
    return target if safe else "/"
