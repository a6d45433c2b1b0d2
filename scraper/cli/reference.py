"""Writes docs/commands.md from the help of every verb: `python -m scraper.cli.reference > docs/commands.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from scraper.cli.program import SECTIONS, pagewatch

__all__ = ["command_paths", "reference"]

_WIDTH = 100
_HEAD = """# Commands

Every verb with its options, as `pagewatch VERB --help` prints them. This file is written by
`python -m scraper.cli.reference`; tests/test_docs.py fails when it is out of date.

`--db PATH` and `--config PATH` may stand before or after the verb. Exit codes: 0 fine, 1 something failed, 2 usage or
configuration, 3 changes were found (`check --exit-code`), 4 a link is dead (`link`), 130 interrupted.
"""


def command_paths() -> Iterator[tuple[click.Context, click.Command]]:
    """Every verb and verb of a verb, in the order of `--help`."""
    root = _context(pagewatch, "pagewatch", None)
    for verbs in SECTIONS.values():
        for verb in verbs:
            command = pagewatch.get_command(root, verb.name)
            assert command is not None
            yield from _with_children(command, verb.name, root)


def _with_children(
    command: click.Command, name: str, parent: click.Context
) -> Iterator[tuple[click.Context, click.Command]]:
    context = _context(command, name, parent)
    yield context, command
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None
            yield from _with_children(found, child, context)


def _context(command: click.Command, name: str, parent: click.Context | None) -> click.Context:
    return click.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=_WIDTH,
        max_content_width=_WIDTH,
        help_option_names=["-h", "--help"],
    )


def reference() -> str:
    """The whole of docs/commands.md."""
    root = _context(pagewatch, "pagewatch", None)
    parts = [_HEAD, "```text\n" + pagewatch.get_help(root) + "\n```\n"]
    for context, command in command_paths():
        level = "##" if context.parent is not None and context.parent.parent is None else "###"
        parts.append(f"{level} {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(reference())
