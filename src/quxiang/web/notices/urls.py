"""Paths of notices."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quxiang.web.notices.views import acting, drafting, files, listing

app_name = "notices"
both = require_http_methods(["GET", "HEAD", "POST"])
ONE = "notices/<int:notice_id>/"
urlpatterns = [
    path("notices/", require_safe(listing.notices), name="notices"),
    path("notices/export/", both(listing.export), name="export"),
    path("notices/draft/", require_POST(drafting.draft), name="draft"),
    path(ONE, require_safe(listing.one), name="one"),
    path(f"{ONE}edit/", both(drafting.edit), name="edit"),
    path(f"{ONE}issue/", require_POST(acting.issue), name="issue"),
    path(f"{ONE}answer/", require_POST(acting.answer), name="answer"),
    path(f"{ONE}return/", require_POST(acting.send_back), name="return"),
    path(f"{ONE}accept/", require_POST(acting.accept), name="accept"),
    path(f"{ONE}withdraw/", require_POST(acting.withdraw), name="withdraw"),
    path(f"{ONE}pdf/", require_safe(files.pdf), name="pdf"),
    path(f"{ONE}word/", require_safe(files.word), name="word"),
    path(
        "notices/files/<int:file_id>/<int:number>/", require_safe(files.attached), name="file"
    ),
]  # fmt: skip
