"""Checks recorded together leave what they leave one by one."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper.records import CheckIntent, CheckRow, HostSign, Outcome, ResourcePatch
from storage import Store, open_store
from tests.kept import follow, version

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
URLS = [f"https://h{n % 2}.example/{n}" for n in range(5)]
DOWN = HostSign(True, after=1, resources=1, first_s=900, most_s=3600)


def intents(store: Store) -> list[CheckIntent]:
    """Unchanged pages, one of them twice; a new version; a host that does not answer, then does; one that asks for rest."""
    dues = {due.url: due for due in store.due(AT)}
    made = []
    for n, url in enumerate([*URLS, URLS[1], URLS[1], URLS[0], URLS[3], URLS[2]]):
        at = AT + timedelta(seconds=n)
        check = CheckRow(at, Outcome.NOT_MODIFIED, 304, "unchanged", f"304 {n % 3}", 10.0, n)
        made.append(CheckIntent(dues[url], check, ResourcePatch("ok", at + timedelta(hours=1 + n), f"plan {n}")))
    made[2] = replace(made[2], versions=(version(URLS[2], b"<p>some words</p>" * 9, "some words"),))
    made[3] = replace(made[3], host=DOWN)
    made[6] = replace(made[6], host=HostSign(down=False))
    made[7] = replace(made[7], host_retry_after=AT + timedelta(days=1))
    return made


def tables(store: Store) -> dict[str, list[Any]]:
    return {
        name: store.conn.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall()
        for name in ("resources", "checks", "attempts", "host_troubles", "hosts", "versions", "decisions")
    }


@pytest.mark.parametrize("size", [2, 3, 10])
def test_checks_of_one_batch_leave_what_they_leave_one_by_one(tmp_path: Path, size: int) -> None:
    left = []
    for together in (1, size):
        with open_store(tmp_path / f"{together}.db", holder="test") as store:
            for url in URLS:
                follow(store, url)
            made = intents(store)
            store.begin([intent.due.resource_id for intent in made], AT)
            done = [one for n in range(0, 10, together) for one in store.record(made[n : n + together])]
            left.append((done, tables(store)))
    assert left[0] == left[1]


def test_each_check_names_the_one_before_it_in_the_same_batch_too(tmp_path: Path) -> None:
    with open_store(tmp_path / "p.db", holder="test") as store:
        follow(store, URLS[0])
        (due,) = store.due(AT)
        check = CheckRow(AT, Outcome.NOT_MODIFIED, 304, "unchanged", "304")
        done = store.record([CheckIntent(due, check, ResourcePatch("ok", None))] * 3)
        named = store.conn.execute("SELECT id, before_id FROM checks ORDER BY id").fetchall()
    assert named == list(zip([one.check_id for one in done], [None, *(one.check_id for one in done)], strict=False))


def test_a_record_is_frozen_equal_to_its_like_and_has_its_defaults() -> None:
    one = ResourcePatch("ok", AT, failures=2)
    assert one == replace(ResourcePatch("ok", AT), failures=2)
    assert (one.etag, one.rate_json) == (None, "")
    assert CheckIntent(None, None, one).memories == {}  # type: ignore[arg-type]
    with pytest.raises(FrozenInstanceError):
        one.state = "failing"  # type: ignore[misc]
    with pytest.raises(TypeError, match="next_check_at"):
        ResourcePatch("ok")  # type: ignore[call-arg]
