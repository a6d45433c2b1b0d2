"""The public interface as promised: every list has its fields in every form, full or empty, narrow or wide."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from pathlib import Path

import pytest

from scraper.cli.output import json_line
from tests.seeded import PAGE, Terminal, seed

# What docs and other programs rely on; only ever added to.
PROMISED = {
    ("changes",): "id at kind url source from_version to_version summary",
    ("history", PAGE): "number at significance title published updated updated_by bytes sha256",
    ("links",): "document_url url anchor code state reason since checked_at evidence first_version last_version",
    ("alerts", "list"): "event_id channel state attempts at error",
    ("list",): "id kind url title tags state next_check_at last_checked_at last_changed_at error",
    ("search", "字体"): "url version title snippet first_version last_version",
}
KINDS = (
    "new changed removed gone back redated stealth_edit fake_refresh site_rebuild link_added link_removed link_swapped "
    "link_dead link_recovered title_changed failing recovered blocked stale_feed"
)


@pytest.fixture
def pw(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no-config"))
    return Terminal(tmp_path, capsys)


@pytest.mark.parametrize("words", PROMISED, ids=" ".join)
def test_every_promised_field_is_in_every_form(pw: Terminal, words: tuple[str, ...]) -> None:
    seed(pw.db)
    promised = PROMISED[words].split()
    array = json.loads(pw(*words, "--json").out)
    lines = pw(*words, "--jsonl").rows()
    table = list(csv.DictReader(io.StringIO(pw(*words, "--csv").out)))
    assert array == lines and len(table) == len(lines) > 0
    for rows in (array, table):
        assert [name for name in promised if name not in rows[0]] == []


def test_a_row_is_one_line_whatever_its_reader_takes_for_the_end_of_one() -> None:
    line = json_line({"text": "a\u2028b\u2029c\x85d\ne\x0bf字"})
    assert len(line.splitlines()) == 1 and json.loads(line)["text"] == "a\u2028b\u2029c\x85d\ne\x0bf字"
    assert "字" in line


@pytest.mark.parametrize("words", [w for w in PROMISED if w[0] != "history"], ids=" ".join)
def test_an_empty_list_is_empty_in_every_form_and_a_remark_for_people(pw: Terminal, words: tuple[str, ...]) -> None:
    pw("add", PAGE, "--kind", "page")
    pw("remove", "1")
    assert json.loads(pw(*words, "--json").out) == []
    assert pw(*words, "--jsonl").out == "" and pw(*words, "--csv").out == ""
    said = pw(*words)
    assert said.out == "" and len(said.err.splitlines()) == 1


@pytest.mark.parametrize("words", PROMISED, ids=" ".join)
def test_times_are_iso_with_an_offset(pw: Terminal, words: tuple[str, ...]) -> None:
    seed(pw.db)
    for row in pw(*words, "--jsonl").rows():
        for name in ("at", "since", "checked_at", "next_check_at", "last_checked_at", "last_changed_at"):
            assert row.get(name) is None or row[name].endswith("+00:00"), (name, row[name])


def width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("words", [*PROMISED, ("show", "1"), ("stats",), ("doctor",)], ids=" ".join)
def test_no_table_is_wider_than_the_terminal(
    pw: Terminal, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], columns: int
) -> None:
    seed(pw.db)
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = pw(*words, code=None).out.splitlines()
    assert lines
    if words[0] not in ("show", "stats", "doctor", "history"):
        assert max(map(width, lines)) <= columns


@pytest.mark.parametrize("kind", KINDS.split())
def test_every_promised_kind_of_event_can_be_asked_for(pw: Terminal, kind: str) -> None:
    seed(pw.db)
    wanted = {"changed": {"changed", "redated", "stealth_edit"}}.get(kind, {kind})
    assert {row["kind"] for row in pw("changes", "--kind", kind, "--jsonl").rows()} <= wanted


@pytest.mark.parametrize("state", ["alive", "suspect", "dead", "blocked", "unsupported", "unknown"])
def test_every_promised_state_of_a_link_can_be_asked_for(pw: Terminal, state: str) -> None:
    seed(pw.db)
    assert {row["state"] for row in pw("links", "--state", state, "--jsonl").rows()} <= {state}
