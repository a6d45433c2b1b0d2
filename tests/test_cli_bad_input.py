"""Bad input: whatever is typed or lies in a file, one line says what is wrong, the exit code is right, nothing is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.cli import main
from tests.seeded import FEED, PAGE, Said, Terminal, seed


@pytest.fixture
def pw(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no-config"))
    return Terminal(tmp_path, capsys)


def one_line(said: Said) -> str:
    lines = said.err.splitlines()
    assert len(lines) == 1 and lines[0].startswith("pagewatch: "), said
    assert "internal error" not in said.err and said.out == "", said
    return lines[0]


# Any word: what people mistype, what a shell lets through (lone surrogates), what terminals obey.
word = st.sampled_from(
    ["", " ", "1", "0", "-1", "99999999999999999999", "v1", PAGE, FEED, "%", "*", "'", "re:(", "//", "http://[", "\x1b[31m", "\0", "\udcff", "字体",
     "7d", "2025-13-01", "--", "-", "--limit", "--json", "--csv", "--jsonl", "--version", "--at", "--state", "dead", "1e9", "٣"]
) | st.text(max_size=12)  # fmt: skip
verbs = st.sampled_from(
    ["list", "show", "edit", "pause", "resume", "remove", "changes", "history", "text", "raw", "diff", "search", "when", "links", "links show",
     "links alive", "alerts list", "alerts why", "alerts retry", "channels", "rules", "stats", "doctor", "prune", "export", "import", "apply",
     "add --kind page", "nonsense", "alerts", "backup"]
)  # fmt: skip


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fuzz") / "pagewatch.db"
    seed(path)
    return path


@settings(max_examples=150)
@given(verb=verbs, words=st.lists(word, max_size=4))
def test_no_arguments_are_an_internal_error(seeded: Path, verb: str, words: list[str]) -> None:
    given = [w for w in words if w not in ("-o", "--output")]
    if verb in ("backup", "import", "apply"):
        given = [w if w.startswith("-") else str(seeded.parent / "no" / f"x{w}") for w in given if w != "-"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(seeded.parent))
        patch.chdir(seeded.parent)
        import contextlib
        import io

        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(["--db", str(seeded), *verb.split(), *given])
    assert "internal error" not in err.getvalue(), (verb, given, err.getvalue())
    assert code in (0, 1, 2), (verb, given)
    if code == 2:
        assert err.getvalue().startswith("pagewatch: ") and err.getvalue().count("\n") == 1, err.getvalue()


GARBAGE = bytes(range(256)) * 8


@pytest.mark.parametrize(
    ("name", "body", "verb", "code", "said"),
    [
        ("a.bin", GARBAGE, "import", 1, "no UTF-8 text"),
        ("a.txt", b"http://a.example/\0", "import", 1, "binary"),
        ("a.opml", b"<opml><body><outline", "import", 1, "lists no feed"),
        ("a.json", b'{"a":', "import", 1, "not JSON"),
        ("a.json", b'{"sources": 3}', "import", 1, "no list of sources"),
        ("a.yaml", b"url: [", "import", 1, "not a job list"),
        ("a.toml", GARBAGE, "apply", 2, "a.toml is no TOML file"),
        ("a.toml", b"[[source]\n", "apply", 2, "a.toml:1"),
        ("a.toml", b'[[source]]\nurl = "https://a.example/"\nintervall = "2h"\n', "apply", 2, "a.toml:3: unknown key 'intervall'"),
        ("a.toml", b'[[source]]\nurl = "https://a.example/"\nevery = "soon"\n', "apply", 2, "a.toml:3"),
        ("a.jsonl", GARBAGE, "inspect --manifest", 2, "no UTF-8 text"),
        ("a.jsonl", b"{}\n", "inspect --manifest", 2, "a.jsonl:1"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_of_its_kind_is_refused(
    pw: Terminal, tmp_path: Path, name: str, body: bytes, verb: str, code: int, said: str
) -> None:
    (tmp_path / name).write_bytes(body)
    assert said in one_line(pw(*verb.split(), str(tmp_path / name), code=code))
    assert not pw.db.exists()


@pytest.mark.parametrize("verb", ["import", "apply", "inspect", "inspect --manifest"])
def test_a_missing_file_and_a_folder_are_named(pw: Terminal, tmp_path: Path, verb: str) -> None:
    for path in (tmp_path / "missing", tmp_path):
        assert str(path) in one_line(pw(*verb.split(), str(path), code=2))


@pytest.mark.parametrize("size", [1, 100, 511, 512, 5000])
@pytest.mark.parametrize("verb", ["list", "check", "add --kind page https://a.example/"])
def test_a_file_that_is_no_database_is_never_written_over(pw: Terminal, size: int, verb: str) -> None:
    pw.db.write_bytes(b"x" * size)
    assert "is no pagewatch database" in one_line(pw(*verb.split(), code=1))
    assert pw.db.read_bytes() == b"x" * size


def test_a_database_cut_short_is_refused_and_left_as_it_is(pw: Terminal) -> None:
    seed(pw.db)
    with closing(sqlite3.connect(pw.db)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("PRAGMA journal_mode = DELETE")
    body = pw.db.read_bytes()
    pw.db.write_bytes(body[: len(body) // 2])
    assert "damaged" in one_line(pw("history", PAGE, code=1))
    assert "restore a backup" in one_line(pw("pause", "1", code=1))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "--kind", "page", "not a url"), "not a URL"),
        (("add", "--kind", "page", "ftp://a.example/"), "only http and https"),
        (("add", "--kind", "page", "http://a.example:99999/"), "Port out of range"),
        (("add", "--kind", "page", "http://a.example/\x1b[2J"), "no spaces or control characters"),
        (("add", "--kind", "page", PAGE, "--every", "0"), "not an interval"),
        (("add", "--kind", "page", PAGE, "--cron", "61 * * * *"), "minute goes from 0 to 59"),
        (("add", "--kind", "page", PAGE, "--cron", "0 9 * * *", "--tz", "Mars/Base"), "unknown time zone 'Mars/Base'"),
        (("add", "--kind", "page", PAGE, "--select", "///["), "--select"),
        (("add", "--kind", "page", PAGE, "--ignore", "re:("), "--ignore"),
        (("changes", "--since", "2025-02-30"), "--since"),
        (("history", "7"), "nothing was read yet: pagewatch check"),
        (("search", "。"), "give a word"),
    ],
)
def test_a_wrong_wish_is_refused_with_what_would_be_right(pw: Terminal, words: tuple[str, ...], said: str) -> None:
    pw("add", "--kind", "page", "https://other.example/")
    assert said in one_line(pw(*words, code=2))
    assert len(pw("list", "--jsonl").rows()) == 1
