"""Which migration is the last, read without Alembic: a web process needs no more of it."""

from __future__ import annotations

import ast
from pathlib import Path


def last(migrations: Path) -> str | None:
    """The revision that no other builds upon; None when there is not exactly one."""
    revisions: set[str] = set()
    built_upon: set[str] = set()
    for path in (migrations / "versions").glob("*.py"):
        values = _constants(path)
        revisions |= values["revision"]
        built_upon |= values["down_revision"]
    heads = revisions - built_upon
    return heads.pop() if len(heads) == 1 else None


def _constants(path: Path) -> dict[str, set[str]]:
    """The revision that a migration makes, and those it builds upon."""
    found: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for statement in ast.parse(path.read_bytes()).body:
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if isinstance(target, ast.Name) and target.id in found:
            words = (node.value for node in ast.walk(statement) if isinstance(node, ast.Constant))
            found[target.id] = {word for word in words if isinstance(word, str)}
    return found
