"""Real histories through the real program: every capture served in turn, one pass a step, then everything is asked back.

    python benchmarks/replay.py [--docs 5] [--keep FOLDER]

Prints per document: labelled changes found, false alerts per 100 unchanged captures, versions kept, bodies given back
byte for byte. Captures come from the histories corpus (PAGEWATCH_CORPORA).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from measure import unpacked
from report import table

START = datetime(2026, 1, 1, tzinfo=UTC)
STEP = timedelta(hours=12)
TOLD = {"changed", "redated", "stealth_edit", "title_changed", "fake_refresh", "site_rebuild"}
_NO_VERSION = {"held", "blocked", "failed"}
LINKS = {"link_added", "link_removed", "link_swapped"}


class Captures(ThreadingHTTPServer):
    """Serves capture number `step` of every document, with a Last-Modified-free ETag."""

    daemon_threads = True

    def __init__(self, folders: list[Path]) -> None:
        self.step = 0
        self.files = {f"/{f.name}": sorted(f.glob("[0-9]*.html")) for f in folders}
        super().__init__(("127.0.0.1", 0), _Page)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Captures)
        files = server.files.get(self.path, [])
        body = files[min(server.step, len(files) - 1)].read_bytes() if files else b""
        self.send_response(200 if files else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        return


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, default=0, help="only the first so many documents")
    parser.add_argument("--keep", type=Path, help="keep database and predictions in this folder")
    options = parser.parse_args()
    root = unpacked("histories/dev.tar.xz")
    if root is None:
        print("no histories at PAGEWATCH_CORPORA; nothing was measured")
        return 0
    folders = sorted((root / "dev" / "docs").iterdir())[: options.docs or None]
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        return replay(folders, folder)


def replay(folders: list[Path], folder: Path) -> int:
    from scraper.config import load
    from scraper.records import ResourceKind
    from scraper.service import PassRequest, run_pass
    from storage import open_history, open_store

    server = Captures(folders)
    base = f"http://127.0.0.1:{server.server_address[1]}"
    toml = folder / "pagewatch.toml"
    toml.write_text(
        f'[crawl]\nallow_private_networks = ["127.0.0.1/32:{server.server_address[1]}"]\nper_host_delay = 0\n[links]\nenabled = false\n'
    )
    config, db = load(toml, {}), folder / "replay.db"
    db.unlink(missing_ok=True)
    with open_store(db, holder="replay") as store:
        for one in folders:
            store.add_source(
                kind=ResourceKind.PAGE, url=f"{base}/{one.name}", canonical=f"{base}/{one.name}", now=START
            )
    steps = max(len(files) for files in server.files.values())
    wall, cpu = time.monotonic(), time.process_time()
    for step in range(steps):
        server.step = step
        run_pass(PassRequest(db=db, config=config, everything=True, clock=START + STEP * step, deliver=False))
        print(f"\rstep {step + 1}/{steps}", end="", file=sys.stderr)
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    rows, total, predictions = [], [0] * 9, []
    with open_history(db) as history:
        for one in folders:
            row, guesses = _judge(history, one, f"{base}/{one.name}", server.files[f"/{one.name}"])
            predictions += guesses
            total = [a + b for a, b in zip(total, row, strict=True)]
            rows.append(_cells(one.name, row))
    (folder / "predictions.jsonl").write_text("".join(json.dumps(p) + "\n" for p in predictions))
    rows.append(_cells("all", total))
    print(
        table(
            f"{steps} passes, {wall:.0f} s",
            ["document", "edits found", "changes found", "false per 100", "link events", "bodies back"],
            rows,
        )
    )
    size = sum(p.stat().st_size for p in folder.glob("replay.db*"))
    print(f"database {size / 1e6:.1f} MB; main process {cpu:.0f} s CPU")
    (folder / "found.json").write_text(json.dumps({"edits": total[1], "changes": total[3], "false": total[5]}))
    if total[8] < total[7]:
        print(f"{total[7] - total[8]} captures are no version and nothing says why")
        return 1
    return 0


def _cells(name: str, row: list[int]) -> list[str]:
    edits, edits_found, changes, found, unchanged, false, links = row[:7]
    return [
        name[:50],
        f"{edits_found}/{edits}",
        f"{found}/{changes}",
        f"{100 * false / max(1, unchanged):.2f} ({false}/{unchanged})",
        str(links),
        f"{row[8]}/{row[7]}",
    ]


def _judge(history, folder: Path, url: str, files: list[Path]):  # type: ignore[no-untyped-def]
    labels = [json.loads(line) for line in (folder / "captures.jsonl").read_text().splitlines() if line.strip()]
    told: dict[int, set[str]] = {}
    for event in history.changes(source=url):
        step = round((datetime.fromisoformat(event["at"]) - START) / STEP)
        told.setdefault(step, set()).add(event["kind"])
    document = history.document(url)["id"]
    bodies = {row["number"]: history.raw(document, row["number"]) for row in history.versions(document)}
    kept = {bytes(b) for b in bodies.values()}
    # What was kept back (a page that all but vanished, a block page) is no version, and its check says so.
    checks = history.checks(resource=history.document(url)["resource_id"])
    told_why = {round((datetime.fromisoformat(c["at"]) - START) / STEP) for c in checks if c["decision"] in _NO_VERSION}
    back = [f.read_bytes() in kept or step in told_why for step, f in enumerate(files)]
    guesses, row = [], [0, 0, 0, 0, 0, 0, 0, len(files), sum(back)]
    for index, label in enumerate(labels):
        kinds = told.get(index, set())
        changed = bool(kinds & TOLD)
        guesses.append({"doc": folder.name, "n": label["n"], "changed": changed})
        row[6] += bool(kinds & LINKS)
        if label["changed"] is None:
            continue
        if label["changed"]:
            edit = not label.get("alternation")
            row[0] += edit
            row[1] += edit and changed
            row[2] += 1
            row[3] += changed
        else:
            row[4] += 1
            row[5] += changed
    return row, guesses


if __name__ == "__main__":
    sys.exit(main())
