"""Following, changing, importing and declaring sources through the command line; no network (`--kind` says what it is)."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.seeded import FEED, PAGE, Terminal, seed

A, B = "https://a.example/page", "https://b.example/feed.xml"


@pytest.fixture
def pw(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no-config"))
    return Terminal(tmp_path, capsys)


def test_a_source_is_followed_once(pw: Terminal) -> None:
    assert pw("add", A, "--kind", "page").out == f"added #1 page {A}\n"
    assert "already followed: #1" in pw("add", A, "--kind", "page").out
    assert [row["url"] for row in pw("list", "--jsonl").rows()] == [A]


def test_wishes_are_kept_and_shown(pw: Terminal) -> None:
    words = (
        "--every",
        "2h",
        "--tag",
        "x",
        "--select",
        "main",
        "--ignore",
        "re:\\d+ views",
        "--no-links",
        "--note",
        "mine",
    )
    pw("add", A, "--kind", "page", *words)
    out = pw("show", "1").out
    for said in ("every 2 h", "select main", "ignore re:\\d+ views", "links are not watched", "mine", "x"):
        assert said in out
    pw("edit", A, "--cron", "0 9 * * 1-5", "--tz", "Asia/Shanghai", "--tag", "y", "--untag", "x", "--links")
    row = pw("list", "--jsonl").rows()[0]
    assert (row["cron"], row["tz"], row["every_s"], row["tags"]) == ("0 9 * * 1-5", "Asia/Shanghai", None, ["y"])
    assert "as often as it changes" in pw("edit", "1", "--adaptive").out


def test_pausing_resuming_and_removing(pw: Terminal) -> None:
    pw("add", A, "--kind", "page")
    assert pw("pause", "1").out == f"paused #1 {A}\n"
    assert pw("list", "--jsonl").rows()[0]["state"] == "paused"
    pw("resume", A)
    assert pw("list", "--jsonl").rows()[0]["state"] != "paused"
    assert "history is kept" in pw("remove", "1").out
    assert pw("list", "--jsonl").rows() == []


def test_the_history_of_a_removed_source_can_be_asked(pw: Terminal) -> None:
    seed(pw.db)
    pw("remove", PAGE)
    assert len(pw("history", PAGE, "--jsonl").rows()) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nonsense",), "not a URL"),
        (("ftp://a.example/",), "only http and https"),
        (("https://a.example/with space",), "spaces"),
        ((A, "--every", "often"), "not an interval"),
        ((A, "--cron", "x"), "5 fields"),
        ((A, "--cron", "0 9 * * *", "--tz", "Mars/Base"), "Mars/Base"),
        ((A, "--tz", "Asia/Shanghai"), "goes with --cron"),
        ((A, "--every", "1h", "--cron", "0 9 * * *"), "not both"),
        ((A, "--select", "a[["), "cannot read"),
        ((A, "--ignore", "re:("), "cannot read"),
        ((A, "--select", "re:x"), "not a pattern"),
    ],
)
def test_what_cannot_be_followed_is_refused_in_one_line_and_nothing_is_made(
    pw: Terminal, words: tuple[str, ...], said: str
) -> None:
    failed = pw("add", "--kind", "page", *words, code=2)
    assert said in failed.err and failed.err.count("\n") == 1
    assert not pw.db.exists()


def test_one_bad_url_among_good_ones_adds_none(pw: Terminal) -> None:
    pw("add", "--kind", "page", A, "nonsense", code=2)
    assert not pw.db.exists()


@pytest.mark.parametrize("verb", ["pause", "list", "changes", "stats", "show"])
def test_a_database_that_is_not_there_is_told_and_not_made(pw: Terminal, verb: str) -> None:
    failed = pw(verb, *(["1"] if verb in ("pause", "show") else []), code=1)
    assert "does not exist yet" in failed.err and "pagewatch add" in failed.err
    assert not pw.db.exists()


def test_foreign_newer_and_unreadable_databases_are_refused_in_one_line(pw: Terminal, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("hello", encoding="utf-8")
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE songs (name)")
    other.close()
    seed(tmp_path / "newer.db")
    newer = sqlite3.connect(tmp_path / "newer.db")
    newer.execute("PRAGMA user_version = 9999")
    newer.close()
    for name, said in (
        ("text.db", "no pagewatch database"),
        ("other.db", "another program"),
        ("newer.db", "newer pagewatch"),
    ):
        for words in (("list",), ("add", A, "--kind", "page")):
            failed = pw(*words, "--db", str(tmp_path / name), code=1)
            assert said in failed.err and failed.err.count("\n") == 1
    assert (tmp_path / "text.db").read_text(encoding="utf-8") == "hello"


def test_a_folder_as_database_and_a_folder_that_cannot_be_made_are_told(pw: Terminal, tmp_path: Path) -> None:
    assert "is a folder" in pw("add", A, "--kind", "page", "--db", str(tmp_path), code=1).err
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = pw("add", A, "--kind", "page", "--db", str(tmp_path / "file" / "x.db"), code=1).err
    assert "cannot create the folder" in said or "Not a directory" in said


def test_configuration_mistakes_name_file_and_line_in_every_verb(pw: Terminal, tmp_path: Path) -> None:
    config = tmp_path / "pagewatch.toml"
    config.write_text('[crawl]\ncontakt = "x"\n', encoding="utf-8")
    for verb in ("list", "changes", "doctor"):
        failed = pw(verb, "--config", str(config), code=None)
        assert (
            "pagewatch.toml:2" in failed.err + failed.out
            and "contact" in failed.err + failed.out
            and failed.code in (1, 2)
        )
    assert "no configuration file" in pw("list", "--config", str(tmp_path / "nope.toml"), code=2).err


# -- lists in and out ----------------------------------------------------------------------------------------------


def test_a_list_of_urls_is_imported_and_what_is_none_is_told_by_line(pw: Terminal, tmp_path: Path) -> None:
    listing = tmp_path / "urls.txt"
    listing.write_text(f"# mine\n{A} #news A title\n\nnonsense\n{B}\n", encoding="utf-8")
    said = pw("import", str(listing), "--tag", "all", code=1)
    assert "2 added, 0 already followed, 1 skipped" in said.out and "line 4" in said.err
    rows = pw("list", "--jsonl").rows()
    assert [(row["kind"], row["tags"], row["title"]) for row in rows] == [
        ("page", ["news", "all"], "A title"),
        ("feed", ["all"], None),
    ]
    assert "0 added, 2 already followed" in pw("import", str(listing), code=1).out


@pytest.mark.parametrize("form", ["opml", "json"])
def test_what_is_exported_can_be_imported_with_every_setting(pw: Terminal, tmp_path: Path, form: str) -> None:
    pw(
        "add",
        A,
        "--kind",
        "page",
        "--every",
        "2h",
        "--tag",
        "字体",
        "--select",
        "main",
        "--note",
        "mine",
        "--title",
        "Ä & B",
    )
    pw("add", B, "--kind", "feed", "--cron", "0 9 * * *", "--tz", "Asia/Shanghai", "--no-follow")
    out = tmp_path / "out"
    pw("export", "--format", form, "-o", str(out))
    before = pw("list", "--jsonl").rows()
    pw.db = tmp_path / "second.db"
    pw("import", str(out))
    settings = ("kind", "url", "tags", "note", "every_s", "cron", "tz", "options")
    assert [[row[name] for name in settings] for row in pw("list", "--jsonl").rows()] == [
        [row[name] for name in settings] for row in before
    ]


def test_an_import_that_is_only_tried_writes_nothing(pw: Terminal, tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_text(A, encoding="utf-8")
    assert "would follow page" in pw("import", str(tmp_path / "urls.txt"), "--dry-run").out
    assert not pw.db.exists()


def test_files_that_are_no_lists_are_refused_in_one_line(pw: Terminal, tmp_path: Path) -> None:
    for name, body in (("a.opml", "<html></html>"), ("b.json", "{nonsense"), ("c.json", '{"a": 1}')):
        (tmp_path / name).write_text(body, encoding="utf-8")
        failed = pw("import", str(tmp_path / name), code=1)
        assert failed.err.count("\n") == 1 and "Traceback" not in failed.err
    assert "no such file" in pw("import", str(tmp_path / "nope"), code=2).err


def test_changes_go_out_as_feeds(pw: Terminal) -> None:
    seed(pw.db)
    assert "<entry>" in pw("export", "--format", "atom").out
    assert json.loads(pw("export", "--format", "jsonfeed").out)["items"]
    assert pw("export", "--format", "urls").out == f"{PAGE}\n{FEED}\n"


# -- declared ------------------------------------------------------------------------------------------------------


def test_applying_a_file_makes_the_sources_match_and_again_does_nothing(pw: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    pw("add", B, "--kind", "feed")
    file.write_text(f'[[source]]\nurl = "{A}"\nevery = "2h"\ntags = ["x"]\n', encoding="utf-8")
    planned = pw("apply", str(file), "--dry-run").out
    assert f"add     {A}" in planned and f"remove  {B}" in planned and "nothing was changed" in planned
    assert [row["url"] for row in pw("list", "--jsonl").rows()] == [B]
    pw("apply", str(file))
    assert [(row["url"], row["every_s"]) for row in pw("list", "--jsonl").rows()] == [(A, 7200)]
    assert "nothing to do" in pw("apply", str(file)).out
    file.write_text(f'[[source]]\nurl = "{A}"\npaused = true\n', encoding="utf-8")
    assert "change" in pw("apply", str(file)).out
    assert pw("list", "--jsonl").rows()[0]["state"] == "paused"
    pw("add", B, "--kind", "feed")
    assert "nothing to do" in pw("apply", str(file), "--keep-others").out


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("[[source]]\nurl = 5\n", "url"),
        (f'[[source]]\nurl = "{A}"\nevry = "2h"\n', "evry"),
        (f'[[source]]\nurl = "{A}"\nevery = "often"\n', "often"),
        (f'[[source]]\nurl = "{A}"\nselect = ["a[["]\n', "a[["),
        ("[[source]\n", "TOML"),
    ],
)
def test_a_mistake_in_a_declared_file_names_the_file_and_changes_nothing(
    pw: Terminal, tmp_path: Path, body: str, said: str
) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(body, encoding="utf-8")
    failed = pw("apply", str(file), code=2)
    assert "sources.toml" in failed.err and said in failed.err and failed.err.count("\n") == 1
    assert not pw.db.exists()


def test_a_paused_source_stays_paused_when_it_is_exported_and_imported(pw: Terminal, tmp_path: Path) -> None:
    pw("add", A, "--kind", "page")
    pw("pause", "1")
    for form in ("opml", "json"):
        out = tmp_path / form
        pw("export", "--format", form, "-o", str(out))
        pw.db = tmp_path / f"{form}.db"
        pw("import", str(out))
        assert pw("list", "--jsonl").rows()[0]["state"] == "paused"
        again = tmp_path / f"{form} again"
        pw("export", "--format", form, "-o", str(again))
        assert again.read_bytes() == out.read_bytes(), "what went out and in goes out the same"


def test_jobs_of_urlwatch_are_followed_and_what_is_not_taken_over_is_said(pw: Terminal, tmp_path: Path) -> None:
    (tmp_path / "urls.yaml").write_text(
        f"name: 公告\nurl: {A}\nfilter:\n- css: main\n- shellpipe: sort\n---\nurl: {B}\nenabled: false\n",
        encoding="utf-8",
    )
    said = pw("import", str(tmp_path / "urls.yaml"))
    assert "2 added" in said.out and f"{A}: filter not taken over: shellpipe" in said.err
    first, second = pw("list", "--jsonl").rows()
    assert (first["title"], first["options"]["select"], second["state"]) == ("公告", ["main"], "paused")
