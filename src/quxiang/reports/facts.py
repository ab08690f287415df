"""The few sentences every format opens with: title, what was counted, what was found."""

from __future__ import annotations

from quxiang.engine.results import NotRun
from quxiang.reports.document import Document
from quxiang.reports.labels import dimension, table_title, words
from quxiang.reports.wording import heads, moment_text

DIGEST_SHOWN = 12
#: a grouping that could not be done stands in ``not_run`` under this prefix
GROUPING = "by:"
#: and an input nothing uses, or not all of, under this one
TABLE = "table:"


def title(document: Document) -> str:
    """Return ``东岭农林大学 2024 届毕业去向自查报告``, as much of it as is known."""
    word = words(document.lang)
    name = word(f"report_{document.command}")
    if not document.cohort:
        return " ".join(part for part in (document.school, name) if part)
    whose = word("cohort_of").format(school=document.school, cohort=document.cohort).strip(", ")
    return f"{whose}{name}" if document.lang == "zh" else f"{name} · {whose}"


def facts(document: Document) -> list[tuple[str, str]]:
    """Return label and value of what every figure depends on."""
    word = words(document.lang)
    rows = [
        (word("moment"), moment_sentence(document)),
        (word("standard"), " · ".join(each.scheme for each in document.standards)),
        (word("scope"), document.scope),
        (word("counted"), counted_sentence(document)),
    ]
    if document.left_out:
        rows.append((word("left_out"), word("people").format(n=heads(document.left_out))))
    rows.append((word("settings"), f"{word('digest')} {document.settings_digest[:DIGEST_SHOWN]}"))
    return rows


def moment_sentence(document: Document) -> str:
    if document.moment is None:
        return joined(words(document.lang)("moment_none"), document.moment_basis, document.lang)
    return joined(moment_text(document.moment, document.lang), document.moment_basis, document.lang)


def joined(text: str, aside: str, lang: str) -> str:
    """Return text with an aside in the brackets of the language."""
    if not aside:
        return text
    return f"{text} ({aside})" if lang == "en" else f"{text}（{aside.rstrip('。')}）"


def counted_sentence(document: Document) -> str:
    """Return ``6,013 人（不纳入 12：延期 9、退学 3）``."""
    word = words(document.lang)
    text = word("people").format(n=heads(document.counted))
    total = sum(document.not_counted.values())
    if not total:
        return text
    parts = word("by_and" if document.lang == "zh" else "comma").join(
        f"{why} {heads(count)}" for why, count in document.not_counted.items()
    )
    colon = "：" if document.lang == "zh" else ": "
    return joined(text, f"{word('not_counted')} {heads(total)}{colon}{parts}", document.lang)


def headline_sentence(document: Document) -> str:
    """Return the one line to remember: findings by severity, problems, what did not run."""
    word = words(document.lang)
    parts = [_findings(document)] if document.command == "check" else []
    number = len(document.problems)
    parts.append(word("problems_n").format(n=heads(number)) if number else word("problems_none"))
    if document.not_run:
        parts.append(not_run_sentence(document))
    if document.lang == "en":
        return "; ".join(parts)[0].upper() + "; ".join(parts)[1:] + "."
    return "；".join(parts) + "。"


def by_severity(document: Document) -> dict[str, int]:
    """Return how many findings there are of each severity, gravest first, none left out."""
    counts = {"error": 0, "suspect": 0, "notice": 0}
    for group in document.findings:
        counts[group.rule.severity] += len(group)
    return counts


def _findings(document: Document) -> str:
    word = words(document.lang)
    counts = {name: count for name, count in by_severity(document).items() if count}
    if not counts:
        return word("found_none")
    parts = word("comma").join(f"{word(name)} {heads(count)}" for name, count in counts.items())
    total = word("found_n").format(n=heads(sum(counts.values())))
    return joined(total, parts, document.lang)


def not_run_sentence(document: Document) -> str:
    part = sum(each.partial for each in document.not_run)
    full = len(document.not_run) - part
    return words(document.lang)("not_run_n").format(full=full, part=part)


def partly(document: Document, each: NotRun) -> str:
    """Return the title of what did not run: a rule, a figure or a grouping."""
    if each.rule.startswith(GROUPING):
        name = dimension(each.rule.removeprefix(GROUPING), document.lang)
        return words(document.lang)("by").format(name=name)
    if each.rule.startswith(TABLE):
        name = table_title(each.rule.removeprefix(TABLE), document.lang)
        return words(document.lang)("table_of").format(name=name)
    return document.title_of(each.rule)
