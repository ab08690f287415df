"""One entry an act, chained by hash; no foreign keys, so that nothing can cascade into it."""

from __future__ import annotations

from django.db import models

#: the chain of events that belong to no school
PLATFORM = 0


class Entry(models.Model):
    """Who did what to which object, when and why; never changed, never deleted.

    ``subject_ids`` are the graduates it is about, which the hash covers; ``SubjectOf`` finds them.
    """

    school_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80, blank=True)
    post_id = models.BigIntegerField(null=True)
    on_behalf_of = models.BigIntegerField(null=True)
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    subject_ids = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    address = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=32, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "seq"], name="audit_entry_once")
        ]
        indexes = [
            models.Index(fields=["school_id", "at"]),
            # a search by who or what reads its rows, and counts them, from an index in order
            models.Index(fields=["school_id", "actor_name", "seq"], name="entries_by_actor"),
            models.Index(fields=["school_id", "action", "seq"], name="entries_by_action"),
            models.Index(fields=["school_id", "object_kind", "object_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.school_id}/{self.seq} {self.action}"


class SubjectOf(models.Model):
    """Which entries are about a graduate: an index into the trail, made with the entry."""

    entry_id = models.BigIntegerField()
    graduate_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["graduate_id", "entry_id"])]

    def __str__(self) -> str:
        return f"{self.graduate_id} in {self.entry_id}"


class Head(models.Model):
    """Where a school's chain ends; its row is locked as the last statement before commit."""

    school_id = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.school_id}/{self.seq}"
