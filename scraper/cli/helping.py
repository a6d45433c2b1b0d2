"""`pagewatch --help` without click, whose import is three times what the rest of printing it costs."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # importing typing or collections for this would be a tenth of the cost
    from collections.abc import Iterable

from scraper.cli.verbs import ABOUT, EPILOG, OPTIONS, SECTIONS

__all__ = ["help_text", "print_help"]

_WIDEST, _NARROWEST = 100, 50


def print_help() -> None:
    """The program's help on stdout. May raise BrokenPipeError."""
    sys.stdout.write(help_text(_columns()))
    sys.stdout.flush()


def help_text(columns: int) -> str:
    """The help as click lays it out on a terminal of so many columns."""
    width = max(min(columns, _WIDEST) - 2, _NARROWEST)
    lines = ["Usage: pagewatch [OPTIONS] COMMAND [ARGS]...", "", *_wrapped(ABOUT, width - 2, "  "), "", "Options:"]
    lines += _listed(OPTIONS.items(), width)
    for title, verbs in SECTIONS.items():
        lines += ["", f"{title}:", *_listed(((name, line) for name, _, line in verbs), width)]
    return "\n".join([*lines, "", *_wrapped(EPILOG, width - 2, "  "), ""])


def _listed(pairs: Iterable[tuple[str, str]], width: int) -> list[str]:
    """Names with what is said of them beside them."""
    found = list(pairs)
    first = max(len(name) for name, _ in found) + 2
    lines: list[str] = []
    for name, text in found:
        head, *rest = _wrapped(text, max(width - first - 2, 10), "")
        lines += [f"  {name:<{first}}{head}", *(" " * (first + 2) + line for line in rest)]
    return lines


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return [indent + line for line in lines]


def _columns() -> int:
    """As shutil.get_terminal_size, which imports every way of compressing."""
    try:
        columns = int(os.environ["COLUMNS"])
    except (KeyError, ValueError):
        columns = 0
    if columns > 0:
        return columns
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return 80
