"""Argon2 with a memory a busy morning can bear: 19 MiB and two passes a hash."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    """OWASP's small setting; Django's own takes 100 MiB, and a log-in burst eats the machine."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
