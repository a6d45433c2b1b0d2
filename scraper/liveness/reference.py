"""The tables of docs/links.md, made from the data that judges: `python -m scraper.liveness.reference docs/links.md`.

Each table stands in the page between a line '<!-- NAME -->' and a line '<!-- end -->'; what is between them is written anew.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from scraper.liveness.netdisk.tables import ROWS, TABLE_VERSION, UNREADABLE
from scraper.liveness.policy import LinkPolicy
from scraper.liveness.reasons import REASONS

__all__ = ["TABLES", "filled"]


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(header)
    lines = [f"| {' | '.join(names)} |", "|" + "---|" * len(names)]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _reasons() -> str:
    rows = ([f"`{one.name}`", one.states, one.weight or "–", one.words] for one in REASONS.values())
    return _table(("reason", "state", "evidence", "what it means"), rows)


def _confirmations() -> str:
    rows = []
    for name, one in LinkPolicy().confirm.items():
        rows.append(
            [name, str(one.looks), f"{one.gap.total_seconds() / 86400:g} d", f"{one.span.total_seconds() / 86400:g} d"]
        )
    return _table(("evidence", "looks", "apart at least", "over at least"), rows)


def _codes() -> str:
    rows = (
        [
            one.provider,
            f"`{one.code}`",
            one.state,
            one.reason or "–",
            one.words,
            one.source,
            one.seen_on,
            one.confidence,
        ]
        for one in ROWS
    )
    header = ("provider", "code", "state", "reason", "what it means", "source", "seen on", "confidence")
    return f"Version {TABLE_VERSION}.\n\n" + _table(header, rows)


def _unreadable() -> str:
    return _table(("provider", "why it is `unsupported`"), ([name, why] for name, why in UNREADABLE.items()))


TABLES: dict[str, Callable[[], str]] = {
    "reasons": _reasons,
    "confirmations": _confirmations,
    "codes": _codes,
    "unreadable": _unreadable,
}


def filled(text: str) -> str:
    """A page with every marked table written anew."""
    for name, make in TABLES.items():
        before, mark, rest = text.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        text = f"{before}{mark}{make()}\n{end}{after}" if end else text
    return text


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(filled(page.read_text(encoding="utf-8")), encoding="utf-8")
