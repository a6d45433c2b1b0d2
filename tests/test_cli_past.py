"""Questions about the past, through the command line, on a database that needs no network."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.seeded import DEAD, FEED, PAGE, SHARE, TEXTS, Terminal, seed


@pytest.fixture
def pw(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no-config"))
    terminal = Terminal(tmp_path, capsys)
    seed(terminal.db)
    return terminal


def test_a_list_is_a_table_for_people_and_rows_for_programs(pw: Terminal) -> None:
    assert "免费字体" in pw("list").out
    rows = json.loads(pw("list", "--json").out)
    promised = {
        "id",
        "kind",
        "url",
        "title",
        "tags",
        "state",
        "next_check_at",
        "last_checked_at",
        "last_changed_at",
        "error",
    }
    assert promised <= set(rows[0]) and [row["url"] for row in rows] == [PAGE, FEED]
    assert pw("list", "--jsonl").rows() == rows
    assert [row["url"] for row in csv.DictReader(io.StringIO(pw("list", "--csv").out))] == [PAGE, FEED]
    assert [row["url"] for row in pw("list", "--tag", "字体", "--jsonl").rows()] == [PAGE]


def test_no_line_of_a_table_is_wider_than_the_terminal(pw: Terminal) -> None:
    from rich.cells import cell_len

    for verb in (
        ["list"],
        ["changes"],
        ["history", "1"],
        ["links"],
        ["alerts", "list"],
        ["alerts", "why", "1"],
        ["search", "字体"],
    ):
        for line in pw(*verb).out.splitlines():
            assert cell_len(line) <= 80, (verb, line)


def test_changes_have_the_promised_fields_and_filters(pw: Terminal) -> None:
    rows = pw("changes", "--jsonl").rows()
    promised = {"id", "at", "kind", "url", "source", "from_version", "to_version", "summary"}
    assert promised <= set(rows[0])
    assert [row["kind"] for row in rows] == ["link_dead", "stealth_edit"]
    assert rows[1]["at"] == "2026-03-02T08:00:00+00:00"
    assert [row["kind"] for row in pw("changes", "--kind", "changed", "--jsonl").rows()] == ["stealth_edit"]
    assert len(pw("changes", "--since", "2026-03-03", "--jsonl").rows()) == 1
    assert pw("changes", "--source", FEED, "--jsonl").rows() == []
    assert len(pw("changes", "--limit", "1", "--jsonl").rows()) == 1


def test_a_wrong_kind_of_event_is_told_with_the_right_one(pw: Terminal) -> None:
    said = pw("changes", "--kind", "stealthedit", code=2)
    assert "did you mean 'stealth_edit'" in said.err and said.err.count("\n") == 1


def test_history_text_and_raw_give_every_version(pw: Terminal) -> None:
    rows = pw("history", PAGE, "--jsonl").rows()
    promised = {"number", "at", "significance", "title", "published", "updated", "updated_by", "bytes", "sha256"}
    assert promised <= set(rows[0]) and [row["number"] for row in rows] == [1, 2]
    assert pw("text", PAGE, "--version", "1").out == TEXTS[0] + "\n"
    assert pw("text", PAGE, "--version", "v2").out == pw("text", PAGE).out == TEXTS[1] + "\n"
    assert pw("text", PAGE, "--at", "2026-03-01T12:00Z").out == TEXTS[0] + "\n"
    assert TEXTS[0] in pw("raw", PAGE, "--version", "1").out


def test_raw_can_go_to_a_file(pw: Terminal, tmp_path: Path) -> None:
    pw("raw", "1", "-o", str(tmp_path / "out.html"))
    assert TEXTS[1] in (tmp_path / "out.html").read_text(encoding="utf-8")


def test_a_diff_shows_words_dates_and_links(pw: Terminal) -> None:
    out = pw("diff", PAGE).out
    assert "二十{+二+}款" in out and "[-可以放心-]{+请谨慎+}" in out
    assert "states updated: 2025-01-19 (as before)" in out
    assert f"~ 字体包: https://blog.example/fonts-1.zip  →  {DEAD}" in out


def test_a_diff_comes_in_every_promised_form(pw: Terminal) -> None:
    assert pw("diff", PAGE, "1", "2", "--format", "unified").out.startswith("--- v1 ")
    assert "<ins>" in pw("diff", PAGE, "--format", "html").out
    found = json.loads(pw("diff", PAGE, "v1", "v2", "--format", "json").out)
    assert "".join(op["text"] for op in found["ops"] if op["op"] != "insert") == TEXTS[0]
    assert found["links_swapped"] == [{"anchor": "字体包", "from": "https://blog.example/fonts-1.zip", "to": DEAD}]
    assert pw("diff", PAGE, "2026-03-01T09:00Z", "2026-03-02T09:00Z").out == pw("diff", PAGE).out


def test_versions_backwards_are_compared_backwards(pw: Terminal) -> None:
    assert "[-请谨慎-]{+可以放心+}" in pw("diff", PAGE, "2", "1").out


def test_comparing_what_has_one_version_is_no_failure(pw: Terminal) -> None:
    assert "compared with itself" in pw("diff", PAGE, "1", "1").out


def test_search_finds_old_versions_and_two_character_words(pw: Terminal) -> None:
    assert pw("search", "放心", "--jsonl").rows()[0]["version"] == 1
    assert pw("search", "谨慎", "--jsonl").rows()[0]["version"] == 2
    said = pw("search", "nowhere")
    assert said.out == "" and "nothing has 'nowhere'" in said.err


def test_when_finds_first_and_last_and_says_so_when_nothing_has_it(pw: Terminal) -> None:
    row = pw("when", PAGE, "放心使用", "--jsonl").rows()[0]
    assert (row["first_version"], row["last_version"], row["current"]) == (1, 1, False)
    assert "gone" in pw("when", PAGE, "放心使用").out
    assert "no version" in pw("when", PAGE, "never", code=1).err


def test_the_link_ledger_has_the_promised_fields_and_evidence(pw: Terminal) -> None:
    rows = pw("links", "--jsonl").rows()
    promised = {
        "document_url", "url", "anchor", "code", "state", "reason", "since", "checked_at", "evidence", "first_version", "last_version",
    }  # fmt: skip
    assert promised <= set(rows[0]) and rows[0]["state"] == "dead"
    assert {row["code"] for row in rows if row["url"] == SHARE} == {"x8m4"}
    assert [row["url"] for row in pw("links", "--state", "dead", "--jsonl").rows()] == [DEAD]
    assert pw("links", "--source", FEED, "--jsonl").rows() == []
    assert "404 Not Found" in pw("links", "show", DEAD).out


def test_a_person_can_overrule_a_verdict_and_take_it_back(pw: Terminal) -> None:
    assert "--why" in pw("links", "mark", DEAD, "alive", code=2).err
    pw("links", "mark", DEAD, "alive", "--why", "I have just fetched it")
    assert pw("links", "--state", "dead", "--jsonl").rows() == []
    assert "I have just fetched it" in pw("links", "show", DEAD).out
    pw("links", "mark", DEAD, "auto")
    assert len(pw("links", "--state", "dead", "--jsonl").rows()) == 1


def test_alerts_are_listed_and_explained(pw: Terminal) -> None:
    rows = pw("alerts", "list", "--jsonl").rows()
    assert {"event_id", "channel", "state", "attempts", "at", "error"} <= set(rows[0])
    out = pw("alerts", "why", PAGE).out
    assert "stealth_edit" in out and "team: pending" in out and "baseline" in out
    assert json.loads(pw("alerts", "why", PAGE, "--json").out)["events"][0]["deliveries"][0]["channel"] == "team"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("history", "nothing-like-it"), "no such document"),
        (("diff", PAGE, "7"), "has no version 7"),
        (("text", PAGE, "--version", "x"), "takes a number"),
        (("text", PAGE, "--version", "1", "--at", "7d"), "not both"),
        (("text", PAGE, "--at", "someday"), "cannot read 'someday' as a time"),
        (("text", PAGE, "--at", "2020-01-01"), "had no version"),
        (("show", "99"), "no such source"),
        (("links", "show", "https://blog.example/unknown"), "no link"),
        (("links", "--state", "undead"), "undead"),
        (("lst",), "did you mean 'list'"),
        (("list", "--jso"), "--json"),
    ],
)
def test_a_mistake_is_one_line_that_says_what_and_exit_code_two(
    pw: Terminal, words: tuple[str, ...], said: str
) -> None:
    failed = pw(*words, code=2)
    assert said in failed.err and failed.err.count("\n") == 1 and "Traceback" not in failed.err


def test_stats_and_doctor_speak(pw: Terminal) -> None:
    assert json.loads(pw("stats", "--json").out)["versions"] == 2
    out = pw("doctor").out
    assert "sound" in out and "nobody is told" in out
    assert {row["level"] for row in pw("doctor", "--jsonl").rows()} <= {"ok", "warning"}


def test_a_backup_is_whole_and_never_overwrites_unasked(pw: Terminal, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    pw("backup", str(copy))
    assert "exists" in pw("backup", str(copy), code=2).err
    pw("backup", str(copy), "--force")
    other = Terminal(tmp_path, pw._capsys)
    other.db = copy
    assert len(other("history", PAGE, "--jsonl").rows()) == 2


def test_pruning_says_what_would_go_and_does_it_only_when_told(pw: Terminal) -> None:
    assert "say what may go" in pw("prune", code=2).err
    assert "would drop" in pw("prune", "--keep", "1").out
    assert len(pw("history", PAGE, "--jsonl").rows()) == 2
    pw("prune", "--keep", "1", "--yes")
    assert [row["number"] for row in pw("history", PAGE, "--jsonl").rows()] == [2]
