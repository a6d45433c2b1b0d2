"""Picking what is due and recording checks, as a database grows to a million resources and ten million checks.

    python benchmarks/due.py [--resources 1000000] [--checks 0,1000000,10000000]

The rows are written by SQL, the way the program writes them one by one; then `Store.due` picks 1,000 and `Store.record`
writes 10,000 unchanged checks in transactions of 200, as a pass does, durably (WAL, synchronous FULL). CPU and wall
time; beside it, on the same file, a full look through the table, and a bare SQLite insert of as many rows.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from measure import ROOT
from report import Report, parser

sys.path.insert(0, str(ROOT))

from scraper.records import CheckIntent, CheckRow, Due, Outcome, ResourceKind, ResourcePatch
from storage import Store, open_store

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOSTS = 5000
PICK, RECORD, BATCH, ROUNDS = 1000, 10_000, 200, 4

RESOURCES = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
INSERT INTO resources (kind, url, canonical, host_id, state, next_check_at, next_reason, last_checked_at, raw_sha256,
  fingerprint, rate_json, created_at)
SELECT 'page', printf('https://h%d.example/section/article-%d.html', i % :hosts, i),
  printf('https://h%d.example/section/article-%d.html', i % :hosts, i), 1 + i % :hosts, 'ok',
  strftime('%Y-%m-%dT%H:%M:%SZ', 1767225600 + (i * 7919 % :count) * 86400 / :count - 3600, 'unixepoch'), 'learnt',
  '2025-12-31T12:00:00Z', printf('%064x', i), printf('%032x', i), '{"a":0.5,"b":12.5}', '2025-06-01T00:00:00Z' FROM n
"""
CHECKS = """
WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)
INSERT INTO checks (resource_id, before_id, at, decision_id, status, elapsed_us, wire_bytes)
SELECT 1 + i * 7919 % :count, nullif(max(0, i - :count), 0), 1735689600 + i * 3, 1, 200, 120000, 30000 FROM n
"""


def build(store: Store, count: int) -> None:
    """Sources and resources; a 24th of them is due."""
    conn = store.conn
    store.add_source(
        kind=ResourceKind.SITEMAP, url="https://h.example/s.xml", canonical="https://h.example/s.xml", now=NOW
    )
    conn.execute("BEGIN")
    conn.execute("DELETE FROM source_resources")
    conn.execute("UPDATE sources SET resource_id = NULL")
    conn.execute("DELETE FROM resources")
    conn.execute("DELETE FROM hosts")
    conn.executemany("INSERT INTO hosts (id, host) VALUES (?, ?)", [(n + 1, f"h{n}.example") for n in range(HOSTS)])
    conn.execute("INSERT INTO decisions (id, outcome, decision, reason) VALUES (1, 'not_modified', 'unchanged', '304')")
    conn.execute(RESOURCES, {"count": count, "hosts": HOSTS})
    conn.execute("INSERT INTO source_resources SELECT 1, id FROM resources")
    conn.execute("COMMIT")


def grow(store: Store, count: int, first: int, last: int) -> None:
    """More history: checks of the resources in turn, in time's order."""
    for start in range(first, last + 1, 1_000_000):
        store.conn.execute("BEGIN")
        store.conn.execute(CHECKS, {"first": start, "last": min(last, start + 999_999), "count": count})
        store.conn.execute("COMMIT")
    store.checkpoint()


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """(CPU, wall) in seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def unchanged(due: Due, at: datetime) -> CheckIntent:
    """What an unchanged check writes."""
    check = CheckRow(at, Outcome.NOT_MODIFIED, 304, "unchanged", "304", 120.0, 300)
    patch = ResourcePatch(
        state="ok",
        next_check_at=at + timedelta(hours=7),
        next_reason="learnt",
        etag='"abc"',
        body_mark=due.body_mark,
        fingerprint=due.fingerprint,
        rate_json=due.rate_json,
    )
    return CheckIntent(due, check, patch)


def measure(store: Store) -> dict[str, float]:
    """Seconds of picking and recording, the cheapest of some rounds; what is recorded comes due again, so that each
    round finds the same."""
    picks = [timed(lambda: store.due(NOW, limit=PICK)) for _ in range(10)]
    chosen = store.due(NOW, limit=RECORD)
    intents = [unchanged(due, NOW) for due in chosen]
    back = [replace(i, patch=replace(i.patch, next_check_at=i.due.next_check_at)) for i in intents]
    batches = [intents[n : n + BATCH] for n in range(0, len(intents), BATCH)]
    begun, recorded = [], []
    for _ in range(ROUNDS):
        begun.append(timed(lambda: [store.begin([i.due.resource_id for i in batch], NOW) for batch in batches]))
        recorded.append(timed(lambda: [store.record(batch) for batch in batches]))
        for n in range(0, len(back), BATCH):
            store.record(back[n : n + BATCH])
        picks += [timed(lambda: store.due(NOW, limit=PICK)) for _ in range(5)]
    store.conn.execute("DELETE FROM checks WHERE id > (SELECT max(id) FROM checks) - ?", (2 * ROUNDS * RECORD,))
    return {
        "pick_cpu": min(c for c, _ in picks),
        "pick_wall": min(w for _, w in picks),
        "record_cpu": min(c for c, _ in recorded),
        "record_wall": min(w for _, w in recorded),
        "begin_cpu": min(c for c, _ in begun),
    }


def plain_insert_s(folder: Path) -> float:
    """CPU seconds of SQLite alone: as many rows of the same width, same durability, same batches."""
    conn = sqlite3.connect(folder / "plain.db", isolation_level=None)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("CREATE TABLE checks (id INTEGER PRIMARY KEY, resource_id INT, at TEXT, d INT, s INT, e INT, w INT)")
    conn.execute("CREATE INDEX checks_resource ON checks (resource_id)")

    def write() -> None:
        for start in range(0, RECORD, BATCH):
            conn.execute("BEGIN IMMEDIATE")
            for n in range(start, start + BATCH):
                row = (n, "2026-01-01T00:00:00Z", 1, 304, 120000, 300)
                conn.execute("INSERT INTO checks (resource_id, at, d, s, e, w) VALUES (?, ?, ?, ?, ?, ?)", row)
            conn.execute("COMMIT")

    cpu, _ = timed(write)
    conn.close()
    return cpu


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--resources", type=int, default=1_000_000)
    arguments.add_argument("--checks", default="0,1000000,10000000")
    options = arguments.parse_args()
    report, rows, seen = Report(), [], []
    with tempfile.TemporaryDirectory() as folder:
        plain = plain_insert_s(Path(folder))
        with open_store(Path(folder) / "p.db", holder="benchmarks/due.py") as store:
            build(store, options.resources)
            have = 0
            for wanted in (int(n) for n in options.checks.split(",")):
                grow(store, options.resources, have + 1, wanted)
                have = wanted
                figures = measure(store)
                seen.append(figures)
                scan, _ = timed(
                    lambda: store.conn.execute(
                        "SELECT count(*) FROM resources WHERE next_check_at <= '2026' OR title = ''"
                    ).fetchone()
                )
                rows.append(
                    [
                        f"{options.resources:,}",
                        f"{wanted:,}",
                        f"{1000 * figures['pick_cpu']:.1f} / {1000 * figures['pick_wall']:.1f}",
                        f"{1000 * scan:.0f}",
                        f"{figures['record_cpu']:.2f} / {figures['record_wall']:.2f}",
                        f"{figures['record_cpu'] / plain:.1f}",
                        f"{figures['begin_cpu']:.2f}",
                    ]
                )
    head = [
        "resources",
        "checks",
        f"pick {PICK:,}, ms CPU / wall",
        "a scan, ms CPU",
        f"record {RECORD:,}, s CPU / wall",
    ]
    head += ["ratio to bare inserts", "note attempts, s CPU"]
    report.table("What is due, and recording checks", head, rows)
    report.target(
        8, f"picking what is due among {options.resources:,}, CPU", 1000 * max(f["pick_cpu"] for f in seen), 20, " ms"
    )
    report.target(8, f"recording {RECORD:,} checks, CPU", max(f["record_cpu"] for f in seen), 1, " s")
    report.target(8, "picking at most history / at none", seen[-1]["pick_cpu"] / seen[0]["pick_cpu"], 1.5, "×")
    report.target(8, "recording at most history / at none", seen[-1]["record_cpu"] / seen[0]["record_cpu"], 1.5, "×")
    return report.end(options.json)


if __name__ == "__main__":
    sys.exit(main())
