"""The program around the verbs: what it lists, how it fails. One line on stderr for a mistake, no traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

import click

from scraper.cli import verbs
from scraper.cli.face import Face
from scraper.cli.lazy import LazyGroup, Verb
from scraper.errors import PagewatchError
from scraper.records import without_userinfo

__all__ = ["SECTIONS", "pagewatch", "reader_left", "run_program"]

SECTIONS = {title: tuple(Verb(*verb) for verb in verbs) for title, verbs in verbs.SECTIONS.items()}

_INTERRUPTED = 130  # what a shell reports for SIGINT


class PagewatchGroup(LazyGroup):
    """All verbs, in sections. A reader that leaves early ends the program well; click would exit with 1."""

    sections = SECTIONS

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        try:
            return super().make_context(*args, **kwargs)
        except BrokenPipeError:
            raise click.exceptions.Exit(reader_left()) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise click.exceptions.Exit(reader_left()) from None


def _print_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib import metadata

        try:
            version = metadata.version("pagewatch")
        except metadata.PackageNotFoundError:  # run from the folder, as ./run does
            version = _version_of_the_folder()
        click.echo(f"pagewatch {version}")
        ctx.exit()


def _version_of_the_folder() -> str:
    import tomllib

    project = Path(__file__).resolve().parents[2] / "pyproject.toml"
    try:
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return "(not installed)"


@click.group(
    cls=PagewatchGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=verbs.EPILOG,
    help=verbs.ABOUT,
)
@click.option("--db", type=click.Path(path_type=Path), metavar="PATH", help=verbs.OPTIONS["--db PATH"])
@click.option("--config", type=click.Path(path_type=Path), metavar="PATH", help=verbs.OPTIONS["--config PATH"])
@click.option("-q", "--quiet", is_flag=True, help=verbs.OPTIONS["-q, --quiet"])
@click.option("-v", "--verbose", count=True, help=verbs.OPTIONS["-v, --verbose"])
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help=verbs.OPTIONS["--version"],
)
@click.pass_context
def pagewatch(ctx: click.Context, *, db: Path | None, config: Path | None, quiet: bool, verbose: int) -> None:
    """All of pagewatch."""
    ctx.obj = Face(db_option=db, config_option=config, verbosity=-1 if quiet else verbose)


def run_program(arguments: Sequence[str] | None = None) -> int:
    """Run the command line given and return the exit code."""
    _speak_utf8(sys.stdout)
    _speak_utf8(sys.stderr)
    argv = list(sys.argv[1:] if arguments is None else arguments)
    if any("\0" in word for word in argv):  # no shell can give one; another program's call of `main` can
        return _complain("an argument holds a NUL character; leave it out", 2)
    try:
        result: Any = pagewatch.main(args=argv, prog_name="pagewatch", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        return reader_left()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "")
        return 0
    except click.ClickException as error:
        return _complain(_usage_line(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _complain("interrupted", _INTERRUPTED)
    except PagewatchError as error:
        return _complain(str(error), error.exit_code)
    except OSError as error:
        return _complain(_os_line(error), 1)
    except UnicodeEncodeError as error:
        if any("\ud800" <= letter <= "\udfff" for word in argv for letter in word):
            return _complain("an argument is no UTF-8 text", 2)
        return _bug(error, argv)
    except Exception as error:  # noqa: BLE001 (a bug of ours: still one line, and the way to the rest)
        return _bug(error, argv)
    return result if isinstance(result, int) else 0


def _bug(error: Exception, argv: Sequence[str]) -> int:
    if any(flag.startswith("-v") or flag == "--verbose" for flag in argv):
        import traceback  # 5 ms that only a bug costs

        traceback.print_exc()
    return _complain(f"internal error: {type(error).__name__}: {error}; the same with -v says where", 1)


def _complain(line: str, code: int) -> int:
    try:
        click.echo(f"pagewatch: {without_userinfo(' '.join(line.split()))}", err=True)
        sys.stdout.flush()
    except BrokenPipeError:
        return reader_left()
    return code


def _usage_line(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "pagewatch"
    return (
        f"{error.format_message().rstrip('.')}; see {path} --help" if error.exit_code == 2 else error.format_message()
    )


def _os_line(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}"


def reader_left() -> int:
    """`pagewatch … | head` is no failure; keep Python from complaining when it closes stdout."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return 0


def _speak_utf8(stream: TextIO) -> None:
    encoding = (getattr(stream, "encoding", None) or "").lower().replace("-", "")
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8" if encoding != "utf8" else None, errors="replace")
