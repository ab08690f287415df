"""What the channel would have sent to somebody: the last message whole, and who they are."""

from __future__ import annotations

import json
import re
import sys

import django


def last_message(number: str) -> dict[str, str]:
    """Return the code in the newest message to an account, and the owner's last six digits."""
    from quxiang.web.accounts.models import User
    from quxiang.web.common import sealed
    from quxiang.web.notifications.models import Message
    from quxiang.web.notifications.services import whole_text

    user = User.objects.get(number=number)
    newest = Message.objects.filter(user=user).latest("pk")
    code = re.search(r"码：([0-9A-Z-]+)", whole_text(newest))
    identity = sealed.unseal(user.person.identity_sealed, "identity")
    return {"code": code[1] if code else "", "shown": newest.text, "tail": identity[-6:]}


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(last_message(sys.argv[1]), ensure_ascii=False))
