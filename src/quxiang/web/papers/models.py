"""A paper with its frozen bytes, its signatures, files that came back, receipts, every step."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.orgs.models import Appointment, Post, School, Unit
from quxiang.web.papers.kinds import PaperKind, Place, kind_of
from quxiang.web.papers.states import ALIVE, PaperState
from quxiang.web.roster.models import Cohort


class Paper(models.Model):
    """One version of a paper; its PDF lies in the store of evidence under ``sha256``.

    ``revision`` grows with every act, so whoever acts on an older page is told. ``subject`` is the
    key of what the app made it from; versions of one paper share a ``series``.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    kind = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, related_name="+")
    series = models.CharField(max_length=80)
    subject = models.PositiveBigIntegerField(null=True)
    version = models.PositiveSmallIntegerField("版本")
    title = models.CharField("名称", max_length=100)
    state = models.CharField("状态", max_length=10, choices=PaperState.choices)
    revision = models.PositiveIntegerField(default=1)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField()
    word_sha256 = models.CharField(max_length=64, blank=True)
    #: graduates it names
    subjects = models.JSONField(default=list)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField("备好时间")
    sent_at = models.DateTimeField("送签时间", null=True)
    signed_at = models.DateTimeField("签齐时间", null=True)
    filed_at = models.DateTimeField("报送时间", null=True)

    media_type = "application/pdf"

    class Meta:
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "series", "version"], name="paper_version_once"
            ),
            models.UniqueConstraint(
                fields=["school", "series"], condition=Q(state__in=[str(each) for each in ALIVE]),
                name="paper_alive_once",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["school", "-prepared_at"]),
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["kind", "subject"]),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.version} 版）"

    @property
    def about(self) -> PaperKind:
        return kind_of(self.kind)

    @property
    def whose(self) -> str:
        return self.unit.name if self.unit is not None else "全校"

    @property
    def short(self) -> str:
        return self.sha256[:16]

    @property
    def numbers(self) -> range:
        return range(1, self.pages + 1)


class PaperFile(models.Model):
    """A file that came back: signed in ink, stamped, a receipt; under ``sha256`` in the store.

    ``finding`` is what verifying an electronic seal gave, as it was told then.
    """

    class Use(models.TextChoices):
        INK = "ink", "签字页扫描件"
        STAMP = "stamp", "盖章件扫描件"
        SEAL = "seal", "电子签章文件"
        RECEIPT = "receipt", "回执"

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="files")
    use = models.CharField(max_length=8, choices=Use.choices)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    media_type = models.CharField(max_length=100)
    finding = models.JSONField(default=dict)
    #: what does not fit a seal that holds; it counts once somebody confirmed it with a reason
    doubt = models.CharField(max_length=400, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    confirmed_why = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["school", "at"])]

    def __str__(self) -> str:
        return f"{self.get_use_display()} {self.sha256[:12]}"

    @property
    def stamps(self) -> bool:
        """Say whether it counts as the stamp of its paper."""
        sealed = self.use in (PaperFile.Use.STAMP, PaperFile.Use.SEAL)
        return sealed and (not self.doubt or self.confirmed_at is not None)

    @property
    def numbers(self) -> range:
        return range(1, self.pages + 1)


class PaperSignature(models.Model):
    """Somebody signed for a seat: with which post and appointment, what, when, how."""

    class Way(models.TextChoices):
        SCREEN = "screen", "网上签字"
        INK = "ink", "纸质签字"

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="signatures")
    seat = models.CharField(max_length=24)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    #: what the post was called then
    title = models.CharField(max_length=60)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    way = models.CharField(max_length=8, choices=Way.choices)
    at = models.DateTimeField()
    signed_on = models.DateField()
    scan = models.ForeignKey(PaperFile, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "seat"], name="paper_seat_once"),
            models.UniqueConstraint(fields=["paper", "user"], name="paper_signer_once"),
            models.UniqueConstraint(fields=["paper", "post"], name="paper_post_once"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.seat}"


class PaperReceipt(models.Model):
    """That a paper was handed in somewhere: when, by whom, under which number, with a scan."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="receipts")
    place = models.CharField(max_length=10, choices=Place.choices)
    on = models.DateField("报送日期")
    #: who handed it in; ``by`` is who noted it here
    handed_by = models.CharField("经办人", max_length=40)
    number = models.CharField("回执编号", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    file = models.ForeignKey(PaperFile, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_place_display()} {self.on}"


class PaperStep(models.Model):
    """One step with its reason; appended, never edited."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=12)
    text = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.verb}"
