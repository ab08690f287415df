"""Where the school's gateway says what became of a message: signed as we sign, no login."""

from __future__ import annotations

import hmac
import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from quxiang.web.accounts.middleware import public
from quxiang.web.common import clock, sealed
from quxiang.web.notifications.channels.signed_json import signature
from quxiang.web.notifications.handing import SECRETS
from quxiang.web.notifications.models import Message
from quxiang.web.notifications.routing import dispatch_of
from quxiang.web.notifications.services.settling import take_receipt
from quxiang.web.orgs.models import School

#: how far a gateway's clock may be from ours
SKEW = 300
LARGEST = 4096
WORDS = {"arrived": Message.Delivery.ARRIVED, "lost": Message.Delivery.LOST}


@public
@csrf_exempt
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Take ``{"id", "state": "arrived" | "lost"}``; 403 unless it is signed with our secret."""
    school = School.objects.filter(code=code).first()
    if school is None or not _signed(request, school.pk):
        said = "签名不对。这里只由学校的消息网关使用，请核对密钥和时钟。"
        return _json(said, 403)
    try:
        said = json.loads(request.body)
        number, delivery = str(said["id"]), WORDS[said["state"]]
    except (ValueError, KeyError, TypeError):
        return _json('内容读不懂，应为 {"id": …, "state": "arrived" 或 "lost"}。', 422)
    known = take_receipt(school_id=school.pk, receipt=number, delivery=delivery)
    return HttpResponse(status=204) if known else _json("没有这个编号的消息。", 404)


def _json(said: str, status: int) -> JsonResponse:
    return JsonResponse({"error": said}, status=status, json_dumps_params={"ensure_ascii": False})


def _signed(request: HttpRequest, school_id: int) -> bool:
    kept = dispatch_of(school_id).gateway_sealed
    time, key = (request.headers.get(f"X-Quxiang-{each}", "") for each in ("Time", "Key"))
    given = request.headers.get("X-Quxiang-Signature", "")
    if not kept or not (time.isascii() and time.isdigit()) or len(request.body) > LARGEST:
        return False
    if abs(int(time[:12]) - clock.real_now().timestamp()) > SKEW:
        return False
    right = signature(sealed.unseal(kept, SECRETS["gateway"]), time, key, request.body)
    return hmac.compare_digest(right.encode(), given.encode())
