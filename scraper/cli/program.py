"""The program around the verbs: what it lists, how it fails. One line on stderr for a mistake, no traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

import click

from scraper.cli.face import Face
from scraper.cli.lazy import LazyGroup, Verb
from scraper.errors import PagewatchError
from scraper.records import without_userinfo

__all__ = ["SECTIONS", "pagewatch", "run_program"]

# Section -> verbs: (name, where it is, one line). The lines are here so that `--help` need not import the verbs;
# tests/test_docs.py compares them with the verbs' own help.
SECTIONS: dict[str, tuple[Verb, ...]] = {
    "Follow": (
        Verb("add", "scraper.cli.sources:add", "Follow a page, feed or sitemap."),
        Verb("list", "scraper.cli.followed:list_sources", "List what is followed."),
        Verb("show", "scraper.cli.sources:show", "Show one source, its settings and its latest checks."),
        Verb("edit", "scraper.cli.edits:edit", "Change how a source is followed."),
        Verb("pause", "scraper.cli.edits:pause", "Stop checking sources for now."),
        Verb("resume", "scraper.cli.edits:resume", "Check paused sources again."),
        Verb("remove", "scraper.cli.edits:remove", "Stop following sources; their history is kept."),
        Verb("apply", "scraper.cli.declare:apply", "Make the sources match a TOML file."),
        Verb(
            "import", "scraper.cli.exchange:import_sources", "Follow what a file lists: OPML, URLs, JSON, jobs, WARC."
        ),
        Verb("export", "scraper.cli.exchange:export", "Write sources, or the changes as a feed, to a file."),
    ),
    "Look": (
        Verb("check", "scraper.cli.passes:check", "Check once what is due, then exit."),
        Verb("run", "scraper.cli.passes:run", "Run as a service: checks, alerts and upkeep on schedule."),
        Verb("serve", "scraper.cli.serving:serve", "Show the web pages alone; nothing is checked."),
        Verb("inspect", "scraper.cli.inspecting:inspect", "Show what is read from files or URLs; stores nothing."),
        Verb("link", "scraper.cli.ledger:link", "Judge links once; stores nothing."),
    ),
    "Ask": (
        Verb("changes", "scraper.cli.past:changes", "List what happened, newest first."),
        Verb("history", "scraper.cli.past:history", "List the versions of a document."),
        Verb("diff", "scraper.cli.compare:diff", "Show what changed between two versions."),
        Verb("text", "scraper.cli.past:text", "Print the text of a version."),
        Verb("raw", "scraper.cli.past:raw", "Print the bytes of a version as they were fetched."),
        Verb("search", "scraper.cli.past:search", "Search every version of everything."),
        Verb("when", "scraper.cli.past:when", "Find the first and last version that has a phrase."),
        Verb("links", "scraper.cli.ledger:links", "List the link ledger, or correct a verdict."),
    ),
    "Tell": (
        Verb("alerts", "scraper.cli.alerts:alerts", "List, test, retry and explain alerts."),
        Verb("channels", "scraper.cli.alerts:channels", "List where alerts go."),
        Verb("rules", "scraper.cli.alerts:rules", "List which events are told to whom."),
    ),
    "Keep": (
        Verb("stats", "scraper.cli.upkeep:stats", "Count what is stored and how checks went."),
        Verb("doctor", "scraper.cli.upkeep:doctor", "Look for problems and say what to do about them."),
        Verb("backup", "scraper.cli.upkeep:backup", "Write a consistent copy of the database."),
        Verb("prune", "scraper.cli.upkeep:prune", "Throw away old versions and checks, as you choose."),
    ),
}

_INTERRUPTED = 130  # what a shell reports for SIGINT


class PagewatchGroup(LazyGroup):
    """All verbs, in sections. A reader that leaves early ends the program well; click would exit with 1."""

    sections = SECTIONS

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        try:
            return super().make_context(*args, **kwargs)
        except BrokenPipeError:
            raise click.exceptions.Exit(_reader_left()) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise click.exceptions.Exit(_reader_left()) from None


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
    epilog="Guide: docs/guide.md. Every verb: pagewatch VERB --help.",
)
@click.option("--db", type=click.Path(path_type=Path), metavar="PATH", help="The database. Also PAGEWATCH_DB.")
@click.option(
    "--config", type=click.Path(path_type=Path), metavar="PATH", help="pagewatch.toml. Also PAGEWATCH_CONFIG."
)
@click.option("-q", "--quiet", is_flag=True, help="Print results and errors only.")
@click.option("-v", "--verbose", count=True, help="Say more; twice for a debugging log.")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print the version."
)
@click.pass_context
def pagewatch(ctx: click.Context, *, db: Path | None, config: Path | None, quiet: bool, verbose: int) -> None:
    """Follow pages and feeds: what changed, what a page says of its own freshness, which links died."""
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
        return _reader_left()
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
        return _reader_left()
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


def _reader_left() -> int:
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
