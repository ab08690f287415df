"""Make the question of a school's settings, ask it, and read what comes back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from quxiang.web.common import sealed
from quxiang.web.employers.lookupmodels import LookUpSource, Outcome
from quxiang.web.employers.lookups.reading import Asked, Reading, read_answer
from quxiang.web.employers.lookups.sending import (
    AbsentError,
    Question,
    UnansweredError,
    answer_to,
)

#: what the secret header is sealed for
SECRET = "secret"  # noqa: S105 - a purpose, not a password
CODE, NAME = "{代码}", "{名称}"


@dataclass(frozen=True)
class Said:
    """What came of asking: one of three outcomes, never an exception."""

    outcome: str
    message: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def question_of(source: LookUpSource, uscc: str, name: str) -> Question:
    """Return the request for one employer, the secret opened."""
    headers = {str(key): str(value) for key, value in source.headers.items()}
    if source.secret_header and source.secret_sealed:
        headers[source.secret_header] = sealed.unseal(source.secret_sealed, SECRET)
    url = source.url.replace(CODE, quote(uscc, safe="")).replace(NAME, quote(name, safe=""))
    body = source.body.replace(CODE, _quoted(uscc)).replace(NAME, _quoted(name))
    return Question(url, source.method, body, headers, source.seconds)


def _quoted(text: str) -> str:
    """Return a text as it stands within the quotation marks of JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def ask(source: LookUpSource, asked: Asked) -> Said:
    """Ask for one employer; every failure is a sentence."""
    name = asked.names[0] if asked.names else ""
    reading = Reading(source.paths, source.statuses, source.absent_path, source.absent_value)
    try:
        content = answer_to(question_of(source, asked.uscc, name))
        found = read_answer(content, reading, asked)
    except AbsentError:
        return Said(Outcome.ABSENT, "接口里没有这家单位。")
    except UnansweredError as error:
        return Said(Outcome.FAILED, str(error))
    return Said(Outcome.FOUND, "", found.values, found.problems)
