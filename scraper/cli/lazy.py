"""Click commands that are imported when they are called, not when they are listed."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import click

__all__ = ["LazyGroup", "Verb", "VerbCommand", "VerbGroup"]


class Verb(NamedTuple):
    """A verb's name, 'module:attribute' of its command, and its one line of help."""

    name: str
    target: str
    line: str


def _set_on_face(name: str) -> Any:
    def callback(ctx: click.Context, _param: click.Parameter, value: Any) -> None:
        if value and not ctx.resilient_parsing:
            setattr(ctx.find_root().obj, name, value)

    return callback


def _common_options() -> list[click.Parameter]:
    """The common options may also stand after the verb, where many people type them."""
    options: list[click.Parameter] = [
        click.Option(
            [f"--{name}"],
            type=click.Path(path_type=Path),
            hidden=True,
            expose_value=False,
            callback=_set_on_face(f"{name}_option"),
        )
        for name in ("db", "config")
    ]
    loudness = _set_on_face("verbosity")
    options.append(click.Option(["-v", "--verbose"], count=True, hidden=True, expose_value=False, callback=loudness))
    options.append(
        click.Option(["-q", "--quiet"], flag_value=-1, type=int, hidden=True, expose_value=False, callback=loudness)
    )
    return options


class VerbCommand(click.Command):
    """A verb: a command that takes the common options too."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return [*super().get_params(ctx), *_common_options()]


class VerbGroup(click.Group):
    """A verb with verbs of its own."""

    command_class = VerbCommand

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return [*super().get_params(ctx), *_common_options()]

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        return _resolve_with_hint(super().resolve_command, self, ctx, args)


class LazyGroup(click.Group):
    """A group that knows its verbs by name and imports one when it is called."""

    sections: ClassVar[Mapping[str, tuple[Verb, ...]]] = {}

    def _verbs(self) -> dict[str, Verb]:
        return {verb.name: verb for verbs in self.sections.values() for verb in verbs}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._verbs())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        verb = self._verbs().get(cmd_name)
        if verb is None:
            return None
        module, _, attribute = verb.target.partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, verbs in self.sections.items():
            with formatter.section(title):
                formatter.write_dl([(verb.name, verb.line) for verb in verbs], col_max=12)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        return _resolve_with_hint(super().resolve_command, self, ctx, args)


def _resolve_with_hint(resolve: Any, group: click.Group, ctx: click.Context, args: list[str]) -> Any:
    try:
        return resolve(ctx, args)
    except click.UsageError as error:
        from difflib import get_close_matches

        near = get_close_matches(args[0], group.list_commands(ctx), n=1) if args else []
        message = f"no such verb {args[0]!r}" + (f"; did you mean {near[0]!r}?" if near else "")
        raise click.UsageError(message, ctx) from error
