"""What a benchmark says: Markdown tables on stdout and, with --json FILE, the figures beside their targets."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

__all__ = ["Report", "Target", "parser", "table"]


@dataclass(frozen=True, slots=True)
class Target:
    """One figure and what is asked of it. `point`: its number among the ten of the page."""

    point: int
    what: str
    measured: float
    bound: float
    unit: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the figure keeps its bound."""
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound

    def row(self) -> list[str]:
        """The cells of a table."""
        sign = "≥" if self.at_least else "≤"
        verdict = "yes" if self.met else "**no**"
        return [
            str(self.point),
            self.what,
            _number(self.measured, self.unit),
            f"{sign} {self.bound:g}{self.unit}",
            verdict,
        ]


TARGET_HEAD = ["point", "what", "measured", "target", "met"]


def _number(value: float, unit: str) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 3
    return f"{value:,.{digits}f}{unit}"


@dataclass(slots=True)
class Report:
    """Tables and figures of one run, printed as they come."""

    parts: list[str] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    def table(self, title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print a table and keep it."""
        self.note(table(title, list(header), [list(row) for row in rows]))

    def note(self, text: str) -> None:
        """Print a paragraph and keep it."""
        self.parts.append(text)
        print(text, flush=True)

    def target(
        self, point: int, what: str, measured: float, bound: float, unit: str = "", *, at_least: bool = False
    ) -> None:
        """A figure that is held against a bound."""
        self.targets.append(Target(point, what, measured, bound, unit, at_least))

    def end(self, to: Path | None) -> int:
        """Print what was asked and what came of it; the exit code."""
        if self.targets:
            print(table("Targets", TARGET_HEAD, [t.row() for t in self.targets]))
        if to is not None:
            to.write_text(json.dumps({"parts": self.parts, "targets": [asdict(t) for t in self.targets]}), "utf-8")
        return 0 if all(t.met for t in self.targets) else 1


def parser(doc: str | None) -> argparse.ArgumentParser:
    """The common options of a benchmark."""
    made = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--json", type=Path, help="write the figures to this file")
    return made


def table(title: str, header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table with a title."""
    lines = [f"### {title}", "", "| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit("nothing to run here; see all.py")
