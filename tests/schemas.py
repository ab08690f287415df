"""The schemas of ``docs/reference``, and how tests hold outputs against them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"


def closed(node: Any) -> Any:
    """Return the schema with every object of named keys closed: no key we did not declare."""
    if isinstance(node, list):
        return [closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {name: closed(each) for name, each in node.items()}
    if isinstance(node.get("properties"), dict):
        made["additionalProperties"] = False
    return made


@cache
def schema(name: str) -> Any:
    return json.loads((REFERENCE / f"{name}.schema.json").read_text(encoding="utf-8"))


@cache
def validator(name: str, definition: str = "") -> Draft202012Validator:
    """Return a validator that refuses undeclared keys, of a schema or one of its definitions."""
    resources = [Resource.from_contents(closed(schema(each))) for each in ("check", "snapshot")]
    registry: Registry[Any] = Registry().with_resources(
        (str(each.contents["$id"]), each) for each in resources
    )
    whole = schema(name)["$id"]
    wanted = {"$ref": f"{whole}#/$defs/{definition}" if definition else whole}
    return Draft202012Validator(wanted, registry=registry)
