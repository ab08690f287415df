"""Which entry of an xlsx archive holds which worksheet."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, fromstring
from zipfile import BadZipFile, ZipFile

from quxiang.exchange.faults import refusal
from quxiang.problems import Where


def entries_of_sheets(path: Path) -> dict[str, str]:
    """Return worksheet name → entry; raise ``UnusableError`` where the workbook lists none."""
    try:
        with ZipFile(path) as archive:
            workbook = _parsed(archive, "xl/workbook.xml")
            relations = _parsed(archive, "xl/_rels/workbook.xml.rels")
    except (LookupError, ParseError, BadZipFile, OSError, ValueError) as error:
        raise refusal("damaged_workbook", Where(path.name), detail="缺少工作簿目录") from error
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    found = {}
    for sheet in workbook.iter():
        if sheet.tag.endswith("}sheet"):
            relation = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            target = targets.get(relation, "").lstrip("/").removeprefix("xl/")
            found[sheet.get("name", "")] = f"xl/{target}"
    return found


def _parsed(archive: ZipFile, name: str) -> Element:
    text = archive.read(name)
    if b"<!ENTITY" in text or b"<!DOCTYPE" in text:  # entities could grow without end
        raise ParseError("entity")
    return fromstring(text)  # noqa: S314
