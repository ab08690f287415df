"""Who logs in and how: numbers and passwords, activation, second factor, sessions, lock-out.

No member of staff can see, set or take over a graduate's login; they can only have a code sent
to the number the graduate verified. What somebody may do is decided by ``orgs``.
"""
