"""`inspect --explain` says which lines are watched and why; `--select`, `--ignore` and `--watch-all` overrule it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.records import ReadOptions
from tests.follower import Follower
from tests.seeded import Terminal

PAGE = (
    "<html><head><meta charset='utf-8'><title>Regeln</title></head><body><nav><a href='/'>Start</a></nav>"
    "<main><h1>Regeln</h1><p>Wer das Haus betritt, zieht die Schuhe aus und stellt sie ins Regal.</p>"
    "<p class='hours'>Geöffnet ist von neun bis siebzehn Uhr, montags bleibt das Haus zu.</p>"
    "<h3>Lesen Sie auch</h3><ul><li><a href='/a'>Der Garten</a></li><li><a href='/b'>Die Küche</a></li></ul></main>"
    "<div class='x7'><p>Wir verwenden Cookies.</p><button>Akzeptieren</button></div><footer>© 2026 Haus</footer></body></html>"
)
START = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def pw(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no-config"))
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    return Terminal(tmp_path, capsys)


def watched(pw: Terminal, *options: str) -> dict[str, tuple[bool, str, str]]:
    """Line -> (watched, place, why), as the command says."""
    (row,) = pw("inspect", str(pw.folder / "page.html"), "--explain", "--jsonl", *options).rows()
    return {b["text"]: (b["watched"], b["place"], b["why"]) for b in row["blocks"]}


def test_each_line_says_what_it_is_taken_for_and_why(pw: Terminal) -> None:
    lines = watched(pw)
    assert lines["Start"] == (False, "navigation", "<nav>")
    assert lines["© 2026 Haus"] == (False, "footer", "<footer>")
    assert lines["Der Garten"] == (False, "related", "links under “Lesen Sie auch”")
    assert lines["Wir verwenden Cookies."] == (False, "consent", "asks for consent")
    shoes = lines["Wer das Haus betritt, zieht die Schuhe aus und stellt sie ins Regal."]
    assert shoes == (True, "main", "the document: <main>")


def test_the_report_for_people_says_the_same(pw: Terminal) -> None:
    out = pw("inspect", str(pw.folder / "page.html"), "--explain").out
    assert "left out    footer, <footer>: © 2026 Haus" in out
    assert "watched     main, the document: <main>: Wer das Haus betritt" in out


def test_select_ignore_and_watch_all_overrule(pw: Terminal) -> None:
    (only,) = watched(pw, "--select", ".hours")
    assert only.startswith("Geöffnet")
    assert not any(text.startswith("Geöffnet") for text in watched(pw, "--ignore", ".hours"))
    assert all(seen for seen, _, _ in watched(pw, "--watch-all").values())


@pytest.mark.parametrize(
    ("options", "old", "new", "told"),
    [
        (ReadOptions(), "© 2026 Haus", "© 2026 Hof", False),
        (ReadOptions(watch_all=True), "© 2026 Haus", "© 2026 Hof", True),
        (ReadOptions(), "montags", "dienstags", True),
        (ReadOptions(ignore=(".hours",)), "montags", "dienstags", False),
        (ReadOptions(ignore=(r"re:\w+tags",)), "montags", "dienstags", False),
        (ReadOptions(select=(".hours",)), "Regal", "Fach", False),
        (ReadOptions(select=("//p[@class='hours']",)), "montags", "dienstags", True),
        (ReadOptions(select=("footer",)), "© 2026 Haus", "© 2026 Hof", True),
    ],
)
def test_what_is_overruled_decides_what_is_told(options: ReadOptions, old: str, new: str, told: bool) -> None:
    follower = Follower("https://haus.test/", options)
    follower.look(PAGE.encode(), START)
    look = follower.look(PAGE.replace(old, new).encode(), START + timedelta(days=1))
    assert bool(look.news) is told, look.reason
