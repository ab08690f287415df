"""Forms of a page that ask (GET): searches and filters, as a browser would send them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

#: characters of which an address still holds several fields full
LONG = 100
#: what a field keeps when a form is sent: nobody types into these
KEPT = ("hidden", "submit", "button", "radio", "checkbox")


@dataclass
class Form:
    """Where it asks, what it sends along, what somebody types or chooses."""

    path: str
    kept: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)

    @property
    def kind(self) -> tuple[str, tuple[str, ...]]:
        return self.path, tuple(sorted({*self.kept, *self.typed}))

    def filled(self, value: str) -> dict[str, str]:
        """Return what is sent when ``value`` stands in every field; a long text in the first."""
        return self.kept | dict.fromkeys(self.typed[: 1 if len(value) > LONG else None], value)


class _Reader(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__()
        self.base, self.forms, self.open = base, list[Form](), False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = given.get("method", "get").lower() == "get"
            if self.open:
                self.forms.append(Form(urlsplit(given.get("action") or self.base).path))
        elif self.open and given.get("name") and tag in ("input", "select", "textarea"):
            if given.get("type") in KEPT:
                self.forms[-1].kept[given["name"]] = given.get("value", "")
            else:
                self.forms[-1].typed.append(given["name"])

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and tag != "form"


def asking_forms(html: str, path: str) -> Iterator[Form]:
    """Give the forms of a page that ask and have a field to fill."""
    reader = _Reader(path)
    reader.feed(html)
    yield from (form for form in reader.forms if form.typed)
