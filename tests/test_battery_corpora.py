"""Real input: every labelled page, every page and every feed of the corpora through the real command, and the histories
through the real program, pass by pass. Slow: `./run battery -k corpora`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = [pytest.mark.battery, pytest.mark.corpora]


def unpack(archive: Path, folder: Path) -> Path:
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder


def inspect(files: list[tuple[Path, str]], folder: Path) -> tuple[list[dict[str, object]], str, int]:
    """`pagewatch inspect --jsonl --manifest` over files with their addresses."""
    manifest = folder / "manifest.jsonl"
    manifest.write_text("".join(json.dumps({"file": str(f), "url": url}) + "\n" for f, url in files), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "scraper", "inspect", "--jsonl", "--manifest", str(manifest)],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr, done.returncode


PROMISED = [
    "file",
    "url",
    "title",
    "author",
    "lang",
    "published",
    "updated",
    "updated_by",
    "statements",
    "text",
    "links",
]


def test_every_page_of_the_corpora_is_inspected_without_an_error(corpora: Path, tmp_path: Path) -> None:
    labelled = [json.loads(line) for line in (corpora / "dates/dev/labels.jsonl").read_text("utf-8").splitlines()]
    files = [(corpora / "dates/dev" / row["file"], row["url"]) for row in labelled]
    pages = unpack(corpora / "pages/pages.tar.xz", tmp_path)
    files += [(page, f"https://example.org/{page.name}") for page in sorted(pages.rglob("*.html"))]
    assert len(files) >= 400
    rows, said, code = inspect(files, tmp_path)
    assert (code, said, len(rows)) == (0, "", len(files))
    for (file, url), row in zip(files, rows, strict=True):
        assert row["error"] is None and (row["file"], row["url"]) == (str(file), url or None)
        assert [name for name in PROMISED if name not in row] == []
    silent = [row["file"] for row in rows if not row["text"] and not row["barrier"]]
    assert len(silent) <= 1, f"no text and no reason: {silent}"  # one is known: docs/decisions.md


def test_every_feed_of_the_corpora_is_read_or_refused_with_a_reason(corpora: Path, tmp_path: Path) -> None:
    feeds = sorted(unpack(corpora / "feeds/feeds.tar.xz", tmp_path).rglob("*.xml"))
    assert len(feeds) >= 70
    rows, said, code = inspect([(feed, f"https://example.org/{feed.name}") for feed in feeds], tmp_path)
    refused = [row for row in rows if row["error"]]
    assert len(rows) == len(feeds) and "Traceback" not in said and code == (1 if refused else 0)
    for row in rows:
        if row["error"]:
            assert len(str(row["error"]).splitlines()) == 1
        else:
            assert row["kind"] in ("feed", "page", "sitemap")
    read = [row for row in rows if row.get("kind") == "feed" and not row["error"]]
    assert len(read) >= len(feeds) - 5, [(row["file"], row["kind"], row["error"]) for row in rows if row not in read]


@pytest.mark.timeout(3600)
def test_every_labelled_change_of_the_histories_is_a_version_and_every_byte_comes_back(
    corpora: Path, tmp_path: Path
) -> None:
    """One pass per capture, all documents side by side; benchmarks/replay.py exits with 1 where something is missing."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "replay.py"), "--keep", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "PAGEWATCH_CORPORA": str(corpora)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    found = json.loads((tmp_path / "found.json").read_text())
    floor = json.loads((ROOT / "tests" / "floors" / "replay.json").read_text())
    assert found["edits"] >= floor["edits"] and found["false"] <= floor["false"], (found, floor)
