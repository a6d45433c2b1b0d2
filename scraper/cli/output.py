"""Rows for programs (JSON, JSON lines, CSV) and tables for people.

rich draws the spinner of a pass; it is imported only then.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scraper.cli.table import Column, table_lines

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "Column",
    "as_jsonable",
    "colored",
    "console",
    "emit",
    "emit_one",
    "format_options",
    "json_line",
    "print_json",
    "room",
]

Row = Mapping[str, Any]
F = TypeVar("F", bound=Callable[..., Any])

_LINE_ENDS = {ord(c): f"\\u{ord(c):04x}" for c in "\x85\u2028\u2029"}
_PIPED_WIDTH = 160  # columns of a table that goes into a file or pipe


def format_options(command: F) -> F:
    """--json, --jsonl and --csv on a listing; the function gets `form`: 'table', 'json', 'jsonl' or 'csv'."""
    for name, text in (
        ("csv", "Print comma-separated values."),
        ("jsonl", "Print one JSON object per line."),
        ("json", "Print one JSON array."),
    ):
        command = click.option(f"--{name}", "form", flag_value=name, help=text)(command)
    return command


def emit(rows: Iterable[Row], columns: Sequence[Column], form: str | None, *, empty: str) -> None:
    """Print rows in the form asked for; `empty` is the remark for people when there are none."""
    if form == "json":
        print_json(list(rows))
    elif form == "jsonl":
        for row in rows:
            click.echo(json_line(row))
    elif form == "csv":
        _print_csv([as_jsonable(row) for row in rows])
    else:
        found = list(rows)
        if found:
            _print_table(found, columns)
        else:
            click.echo(empty, err=True)


def emit_one(row: Row, form: str | None, show: Callable[[Row], None]) -> None:
    """Print one object: as JSON if asked for, else by `show`."""
    if form in ("json", "jsonl", "csv"):
        emit([row], (), form, empty="") if form != "json" else print_json(row)
    else:
        show(row)


def as_jsonable(value: Any) -> Any:
    """Plain JSON values from rows; anything else becomes its text."""
    if isinstance(value, Mapping):
        return {str(key): as_jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [as_jsonable(item) for item in value]
    if isinstance(value, str):
        return str(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def json_line(row: Row) -> str:
    """One row as one line of JSON, in UTF-8 as it is, but for what some readers take for the end of a line."""
    return _encode(row).translate(_LINE_ENDS)


def print_json(value: Any) -> None:
    """One JSON value with real characters, a line for each field of an object or of the objects of a list."""
    if isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
        click.echo("[\n" + ",\n".join(_object(row, "  ") for row in value) + "\n]")
    else:
        click.echo(_object(value, "") if isinstance(value, Mapping) else _encoded(value))


def _object(row: Mapping[str, Any], indent: str) -> str:
    if not row:
        return indent + "{}"
    between = f",\n{indent}  "
    fields = between.join([f"{_name(name)}: {_encoded(value)}" for name, value in row.items()])
    return f"{indent}{{\n{indent}  {fields}\n{indent}}}"


# The encoder is C as long as it need not indent; in Python it takes ten times as long.
_encode = json.JSONEncoder(ensure_ascii=False, default=as_jsonable).encode


def _encoded(value: Any) -> str:
    return "null" if value is None else str(value) if type(value) is int else _encode(value)


@cache
def _name(name: object) -> str:
    return _encode(str(name))


def _print_csv(rows: Sequence[Mapping[str, Any]]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names:
        return
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in names])
    click.echo(text.getvalue(), nl=False)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value


def colored(stream: Any = None) -> bool:
    """Whether colours may be printed: on a terminal, without NO_COLOR."""
    target = stream if stream is not None else sys.stdout
    return bool(target.isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def console(*, stderr: bool = False) -> Console:
    """A rich console that draws no wider than the terminal, or _PIPED_WIDTH columns into a pipe."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or os.environ.get("COLUMNS") else _PIPED_WIDTH
    return Console(file=stream, width=width, highlight=False, emoji=False, markup=False, no_color=not colored(stream))


def _print_table(rows: Sequence[Row], columns: Sequence[Column]) -> None:
    lines = table_lines(rows, columns, room(), dim=colored())
    click.echo("\n".join(lines), color=colored())


def room() -> int:
    """Cells that a line on stdout has: the terminal's, or _PIPED_WIDTH into a pipe."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS"):
        return max(shutil.get_terminal_size().columns, 1)
    return _PIPED_WIDTH
