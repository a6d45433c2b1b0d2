"""Imports flow one way: each line of the design's drawing imports only from the lines above it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# From design: what stands on one line may import the lines before it and itself.
LINES: list[set[str]] = [
    {"scraper.deferred", "scraper.records", "scraper.errors"},
    {"scraper.urls", "scraper.times"},
    {"scraper.extract"},
    {"scraper.compare"},
    {"scraper.liveness"},
    {"scraper.revisit"},
    {"scraper.alerting"},
    {"scraper.observations"},
    {"scraper.observe"},
    {"scraper.reading", "scraper.warm"},
    {"scraper.check"},
    {"scraper.workers"},
    {"storage", "spiders", "scraper.channels", "scraper.fetching"},
    {"scraper.config", "scraper.settings", "scraper.pipelines", "scraper.courier", "scraper.apply", "scraper.wishes"},
    {"scraper.service"},
    {"scraper.web"},
    {"scraper.cli", "scraper.demo"},
    {"scraper.__main__"},
]
ADAPTERS = {"storage", "spiders", "scraper.channels", "scraper.fetching"}
NAMES_STORAGE = {
    "scraper.courier",
    "scraper.service",
    "scraper.web",
    "scraper.cli",
    "scraper.demo",
    "scraper.__main__",
    "storage",
}
PURE = {
    "scraper.deferred", "scraper.records", "scraper.errors", "scraper.urls", "scraper.extract", "scraper.compare", "scraper.liveness",
    "scraper.revisit", "scraper.alerting", "scraper.observations", "scraper.observe",
    "scraper.reading", "scraper.warm", "scraper.check",
}  # fmt: skip
# I/O, clocks and engines have no place in a pure room.
IMPURE = {
    "scrapy",
    "twisted",
    "sqlite3",
    "sqlite_utils",
    "aiohttp",
    "socket",
    "subprocess",
    "asyncio",
    "requests",
    "apprise",
}


def room(module: str) -> str | None:
    known = [r for line in LINES for r in line if module == r or module.startswith(r + ".")]
    return max(known, key=len) if known else None


def level(name: str) -> int:
    return next(i for i, line in enumerate(LINES) if name in line)


def modules() -> list[tuple[str, Path]]:
    found = []
    for top in ("scraper", "spiders", "storage"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found.append((".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return found


def imports(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.append(node.module)
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


@pytest.mark.parametrize(("module", "path"), modules(), ids=lambda v: v if isinstance(v, str) else "")
def test_a_module_imports_only_from_the_lines_above_it(module: str, path: Path) -> None:
    own = room(module)
    if module in ("scraper", "spiders", "storage") and own is None:
        return
    assert own is not None, f"{module} stands in no room of the design"
    for name in imports(path):
        other = room(name)
        if other is None or other == own:
            continue
        assert level(other) <= level(own), f"{module} imports {name}, which stands below it"
        if own in ADAPTERS:
            assert other not in ADAPTERS, f"{module} imports {name}: adapters never import one another"
        if other == "storage":
            assert own in NAMES_STORAGE, f"{module} names storage; only wiring and faces may"
        if own == "storage":
            assert other in LINES[0], f"storage imports {name}"


@pytest.mark.parametrize(("module", "path"), modules(), ids=lambda v: v if isinstance(v, str) else "")
def test_pure_rooms_import_no_engine_and_no_io(module: str, path: Path) -> None:
    if room(module) not in PURE:
        return
    used = {name.split(".")[0] for name in imports(path)} & IMPURE
    assert not used, f"{module} is pure and imports {sorted(used)}"


def test_only_one_module_imports_feedparser() -> None:
    users = [m for m, p in modules() if any(n.split(".")[0] == "feedparser" for n in imports(p))]
    assert len(users) <= 1, users
