"""The program as a process: what it costs to start, what it prints where, how it ends."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import click
import pytest

from scraper.cli.helping import help_text
from scraper.cli.program import pagewatch
from tests.seeded import seed

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("scrapy", "twisted", "trafilatura", "apprise", "feedparser", "aiohttp", "lxml", "apscheduler", "pebble")


def run(*words: str, code: int | None = 0, **env: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "scraper", *words], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": "/nonexistent", **env},
    )  # fmt: skip
    if code is not None:
        assert done.returncode == code, done
    return done


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("program") / "pagewatch.db"
    seed(path)
    return str(path)


def imported_by(*words: str) -> set[str]:
    """The heavy packages that a command imports."""
    code = (
        f"import sys; from scraper.cli import main; main({list(words)!r}); "
        f"print([n for n in {HEAVY!r} if n in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return set(eval(done.stderr.strip().splitlines()[-1]))


def test_help_and_listings_import_nothing_heavy(db: str) -> None:
    assert imported_by("--help") == set()
    for verb in ("list", "changes", "links", "stats"):
        assert imported_by("--db", db, verb, "--json") == set(), verb


def test_help_and_listings_start_fast(db: str) -> None:
    """The promise is 0.12 and 0.25 s of CPU on a free machine; three times that is given to a shared one."""
    for words, limit in ((("--help",), 0.36), (("--db", db, "list", "--json"), 0.75)):
        spent = []
        for _ in range(3):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            run(*words)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        assert min(spent) < limit, (words, spent)


@pytest.mark.parametrize("columns", [*range(30, 121, 5), 0])
def test_help_is_what_click_would_print(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    context = click.Context(pagewatch, info_name="pagewatch", **pagewatch.context_settings)
    assert help_text(columns or 80) == context.get_help() + "\n"


@pytest.mark.parametrize("words", [(), ("-h",), ("--help",)])
def test_help_does_not_even_import_click(words: tuple[str, ...]) -> None:
    code = f"import sys; from scraper.cli import main; main({list(words)!r}); sys.exit('click' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "Follow:" in done.stdout


def test_without_a_verb_it_prints_its_help() -> None:
    assert "Follow:" in run(code=None).stdout
    assert run("--version").stdout.startswith("pagewatch ")


def test_options_may_stand_before_or_after_the_verb_or_in_the_environment(db: str) -> None:
    shown = run("--db", db, "list", "--json").stdout
    assert run("list", "--json", "--db", db).stdout == shown
    assert run("list", "--json", PAGEWATCH_DB=db).stdout == shown


def test_there_are_no_colours_in_a_pipe(db: str) -> None:
    assert "\x1b" not in run("--db", db, "list").stdout + run("--db", db, "diff", "1").stdout


def test_chinese_is_printed_whatever_the_locale_says(db: str) -> None:
    assert "免费字体" in run("--db", db, "list", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0").stdout


@pytest.mark.parametrize("reader", ["head -c 1", "true"])
@pytest.mark.parametrize("verb", ["changes --jsonl", "--help", "list"])
def test_a_reader_that_leaves_early_is_no_failure(db: str, verb: str, reader: str) -> None:
    command = f"{sys.executable} -m scraper --db {db} {verb} | {reader}; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 and done.stderr == ""


def test_errors_go_to_stderr_and_results_to_stdout(db: str) -> None:
    failed = run("--db", db, "show", "99", code=2)
    assert failed.stdout == "" and failed.stderr.startswith("pagewatch: no such source")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_database_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    failed = run("--db", str(tmp_path / "x.db"), "add", "https://a.example/", "--kind", "page", code=1)
    assert failed.stderr.count("\n") == 1 and "Traceback" not in failed.stderr
