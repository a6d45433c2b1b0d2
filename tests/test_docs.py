"""The documentation says what the program does: every verb and option, word for word."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from scraper.cli.program import SECTIONS
from scraper.cli.reference import command_paths, reference
from scraper.liveness.netdisk.tables import ROWS
from scraper.liveness.reasons import REASONS
from scraper.liveness.reference import TABLES, filled
from scraper.web.app import ROUTES

DOCS = Path(__file__).resolve().parent.parent / "docs"
COMMANDS = [(context.command_path, command) for context, command in command_paths()]


def test_commands_md_is_what_the_verbs_say_of_themselves() -> None:
    """Written by: python -m scraper.cli.reference > docs/commands.md"""
    assert (DOCS / "commands.md").read_text(encoding="utf-8") == reference()


def test_the_list_of_verbs_repeats_their_own_first_lines() -> None:
    own = {path.removeprefix("pagewatch "): (command.help or "").strip().splitlines()[0] for path, command in COMMANDS}
    assert {verb.name: verb.line for verbs in SECTIONS.values() for verb in verbs} == {
        name: line for name, line in own.items() if " " not in name
    }


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[path for path, _ in COMMANDS])
def test_every_option_has_a_help_text(path: str, command: click.Command) -> None:
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help and parameter.help.endswith((".", "…")), f"{path} {parameter.opts}"


def test_the_guide_names_every_verb() -> None:
    guide = (DOCS / "guide.md").read_text(encoding="utf-8")
    for verbs in SECTIONS.values():
        for verb in verbs:
            assert re.search(rf"\b{verb.name}\b", guide), verb.name


def test_every_command_shown_in_the_guide_exists_with_its_options() -> None:
    guide = (DOCS / "guide.md").read_text(encoding="utf-8")
    known = {path: {opt for p in command.params for opt in (*p.opts, *p.secondary_opts)} for path, command in COMMANDS}
    blocks = re.findall(r"^```text\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    shown = [line for block in blocks for line in block.splitlines() if line.startswith("pagewatch ")]
    assert len(shown) > 20
    for line in shown:
        words = line.split("#")[0].split()
        path = max((p for p in known if words[: len(p.split())] == p.split()), key=len, default=None)
        assert path is not None, line
        for option in re.findall(r"(?<=\s)--[a-z][a-z-]*", line.split("  #")[0]):
            assert option in known[path] | {"--db", "--config", "--help", "--verbose", "--quiet"}, line


def test_the_interface_promised_by_the_design_is_there() -> None:
    promised = (
        "add list show edit pause resume remove check run changes history text raw diff search when links link alerts channels "
        "rules inspect import export apply serve stats doctor backup prune"
    )
    names = {verb.name for verbs in SECTIONS.values() for verb in verbs}
    assert set(promised.split()) <= names
    options = {path.removeprefix("pagewatch "): {o for p in c.params for o in p.opts} for path, c in COMMANDS}
    for verb, wanted in {
        "add": "--kind --every --cron --tz --tag --select --ignore --no-follow --no-links --note",
        "run": "--web",
        "check": "--all --dry-run --json --jsonl --clock --exit-code",
        "changes": "--since --kind --source --tag --json --jsonl --csv",
        "text": "--version --at",
        "raw": "--version --at",
        "diff": "--format",
        "links": "--state --source --json --jsonl --csv",
        "link": "--jsonl",
        "inspect": "--jsonl --base-url --manifest",
    }.items():
        assert set(wanted.split()) <= options[verb], verb


def test_every_web_page_and_action_is_in_its_documentation() -> None:
    text = (DOCS / "web.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(/[^`?]*)`", text))
    there = {re.sub(r"\{\w+:int\}", "N", route.path).replace("/{name}", "/") for route in ROUTES}
    assert there <= told, there - told
    assert told <= there, told - there


def test_links_md_holds_the_tables_that_judge() -> None:
    """Written by: python -m scraper.liveness.reference docs/links.md"""
    page = (DOCS / "links.md").read_text(encoding="utf-8")
    assert page == filled(page)
    assert all(f"<!-- {name} -->" in page for name in TABLES)


def test_every_reason_that_a_look_can_give_stands_in_the_table_of_reasons() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (DOCS.parent / "scraper" / "liveness").rglob("*.py"))
    given = set(re.findall(r"\b(?:alive|suspect|blocked|unknown|unsupported)\(\s*\"([a-z_0-9]+)\"", code))
    given |= {row.reason for row in ROWS if row.reason}
    assert given <= set(REASONS)


def test_significance_md_names_every_judgement() -> None:
    page = (DOCS / "significance.md").read_text(encoding="utf-8")
    room = DOCS.parent / "scraper" / "compare"
    said = [
        reason
        for name in ("furniture.py", "volatile.py", "memory.py")
        for reason in re.findall(
            r'Judged\(\w+, f?"([^"{]+)|else "(text was[^"]+)"|^    \("([a-z ]+)", _|return f"([a-z ]+)',
            (room / name).read_text("utf-8"),
            re.MULTILINE,
        )
    ]
    reasons = {next(filter(None, groups)).removeprefix("only ").strip(" :(") for groups in said}
    assert len(reasons) > 12
    assert {reason for reason in reasons if reason not in page} == set()


@pytest.mark.parametrize("page", sorted([*DOCS.glob("*.md"), DOCS.parent / "README.md"]), ids=lambda page: page.name)
def test_every_file_that_a_page_links_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []
