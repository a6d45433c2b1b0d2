"""What is told of a feed between two readings: new and edited entries, never the feed's own noise."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.compare.feed import FeedComparison, compare_feed, entry_raw, read_entry_raw
from scraper.errors import InputError
from scraper.extract.feed import read_feed
from scraper.records import EntryReading, FoundLink, KnownEntry
from tests.made_feeds import FEED_URL, item, rss

NOW = datetime(2024, 3, 1, tzinfo=UTC)


class Follower:
    """Follows a feed as the product does: keeps the newest reading of each entry, hands the memory on."""

    def __init__(self, *, memory: bool = True) -> None:
        self.known: dict[str, KnownEntry] = {}
        self.memory_json = ""
        self.uses_memory = memory
        self.visits = 0

    def visit(self, items: Iterable[str], head: str = "") -> FeedComparison:
        memory = self.memory_json if self.uses_memory else ""
        reading = read_feed(
            rss(*items, head=head).encode(), "application/xml", FEED_URL, memory_json=memory, known=self.known
        )
        found = compare_feed(self.known, reading, first=self.visits == 0, now=NOW)
        self.visits += 1
        self.memory_json = reading.memory_json
        for entry in found.new:
            self._keep(len(self.known) + 1, entry)
        for old, entry in found.edited:
            del self.known[old.key]
            self._keep(old.document_id, entry)
        return found

    def _keep(self, document_id: int, entry: EntryReading) -> None:
        self.known[entry.key] = KnownEntry(document_id, entry.key, 1, entry.digest, entry.url, entry.title)


def quiet(found: FeedComparison) -> bool:
    """Whether there is nothing to tell."""
    return not (found.new or found.edited or found.removed or found.redated or found.flood or found.incomplete)


def window(*numbers: int, **changes: object) -> list[str]:
    return [item(n, **changes) for n in numbers]  # type: ignore[arg-type]


@pytest.fixture(params=[True, False], ids=["with memory", "without memory"])
def follower(request: pytest.FixtureRequest) -> Follower:
    return Follower(memory=request.param)


def test_the_first_reading_is_a_baseline_of_all_entries(follower: Follower) -> None:
    found = follower.visit(window(3, 2, 1))
    assert [e.key for e in found.new] == ["blog-3", "blog-2", "blog-1"]
    assert not (found.edited or found.removed or found.flood)


def test_a_new_entry_and_an_edit_are_told_and_nothing_else(follower: Follower) -> None:
    follower.visit(window(3, 2, 1))
    found = follower.visit([item(4), item(3), item(2, text="<p>Edited.</p>"), item(1)])
    assert [e.key for e in found.new] == ["blog-4"]
    assert [(old.key, entry.text) for old, entry in found.edited] == [("blog-2", "Edited.")]
    assert quiet(follower.visit([item(4), item(3), item(2, text="<p>Edited.</p>"), item(1)]))


_NOISE: dict[str, Callable[[int], list[str]]] = {
    "changing ids": lambda visit: [item(n, guid=f"{visit}-{n}-{os.urandom(4).hex()}") for n in (3, 2, 1)],
    "session links": lambda visit: [item(n, link=f"http://blog.example/{n}?sid={os.urandom(4).hex()}") for n in (3, 2, 1)],
    "unknown session links": lambda visit: [item(n, link=f"http://blog.example/{n}?qq={os.urandom(4).hex()}") for n in (3, 2, 1)],
    "tokens in the body's links": lambda visit: [item(n, text=f'<a href="http://blog.example/{n}?qq={visit}{n}">x</a>') for n in (3, 2, 1)],
    "another order": lambda visit: [item(n) for n in ((3, 2, 1) if visit % 2 else (1, 3, 2))],
    "no ids": lambda visit: [item(n, guid="", link="") for n in (3, 2, 1)],
    "one id for all": lambda visit: [item(n, guid="same") for n in ((3, 2, 1) if visit % 2 else (2, 1, 3))],
    "ids and sessions": lambda visit: [item(n, guid=f"{visit}{n}", link=f"http://blog.example/{n}?PHPSESSID={visit}") for n in (3, 2, 1)],
    "build times": lambda visit: [item(n).replace("10:00:00", f"10:00:{visit:02d}").replace("Jan 2024", f"Feb 20{20 + visit}") for n in (3, 2, 1)],
    "comment counts": lambda visit: [item(n, extra=f"<slash:comments>{visit}</slash:comments>", text=f"<p>x</p><p>{visit} comments</p>") for n in (3, 2, 1)],
    "white space": lambda visit: [item(n, text="<p>a" + " \n" * visit + " b</p>") for n in (3, 2, 1)],
    "https": lambda visit: [item(n, link=f"http{'s' * (visit % 2)}://{'www.' * (visit // 2 % 2)}blog.example/{n}/") for n in (3, 2, 1)],
}  # fmt: skip


@pytest.mark.parametrize("noise", _NOISE)
def test_noise_is_no_event_at_any_visit(noise: str, follower: Follower) -> None:
    follower.visit(_NOISE[noise](1))
    for visit in range(2, 6):
        assert quiet(follower.visit(_NOISE[noise](visit), head=f"<lastBuildDate>{visit}</lastBuildDate>")), visit


@pytest.mark.parametrize(
    "noise", [n for n in _NOISE if n not in ("comment counts", "white space", "tokens in the body's links")]
)
def test_a_real_edit_is_found_in_the_midst_of_noise(noise: str, follower: Follower) -> None:
    follower.visit(_NOISE[noise](1))
    follower.visit(_NOISE[noise](2))
    items = [text.replace("The text of post 2.", "Quite another text.") for text in _NOISE[noise](3)]
    found = follower.visit(items)
    assert [entry.text for _, entry in found.edited] == ["Quite another text."]
    assert not found.new


def test_ids_that_change_once_leave_entries_known_and_new_ones_new(follower: Follower) -> None:
    follower.visit(window(3, 2, 1))
    assert quiet(follower.visit([item(n, guid=f"https://new.example/{n}") for n in (3, 2, 1)]))
    found = follower.visit([item(n, guid=f"https://new.example/{n}") for n in (5, 4, 3, 2)])
    assert [e.key for e in found.new] == ["https://new.example/5", "https://new.example/4"]


def test_with_worthless_ids_an_edited_title_is_an_edit_not_a_new_entry() -> None:
    follower = Follower()
    follower.visit([item(n, guid=f"a{n}") for n in range(8)])
    found = follower.visit(
        [item(n, guid=f"b{n}", title="Another title altogether" if n == 3 else None) for n in range(8)]
    )
    assert [entry.title for _, entry in found.edited] == ["Another title altogether"]
    assert not found.new


def test_entries_that_share_a_link_stay_apart(follower: Follower) -> None:
    same = "http://blog.example/changelog"
    follower.visit([item(n, link=same) for n in (2, 1)])
    found = follower.visit([item(n, link=same) for n in (3, 2, 1)])
    assert [e.key for e in found.new] == ["blog-3"]
    assert not found.edited


def test_a_feed_that_rolled_over_wholly_brings_new_entries_and_says_so(follower: Follower) -> None:
    follower.visit(window(*range(10, 20)))
    found = follower.visit(window(*range(20, 30)))
    assert len(found.new) == 10
    assert found.flood
    assert not found.removed


def test_a_feed_that_is_empty_once_removes_nothing_and_brings_nothing_back(follower: Follower) -> None:
    follower.visit(window(3, 2, 1))
    assert quiet(follower.visit([]))
    assert quiet(follower.visit(window(3, 2, 1)))


def test_an_entry_taken_out_is_missing_first_and_removed_when_seen_twice() -> None:
    follower = Follower()
    follower.visit(window(5, 4, 3, 2, 1))
    once, twice, thrice = (follower.visit(window(5, 4, 2, 1)) for _ in range(3))
    assert ([k.key for k in once.missing], once.removed) == (["blog-3"], ())
    assert ([k.key for k in twice.removed], twice.missing) == (["blog-3"], ())
    assert quiet(thrice)
    assert quiet(follower.visit(window(5, 4, 3, 2, 1)))


def test_entries_that_roll_off_or_come_back_are_not_removed(follower: Follower) -> None:
    follower.visit(window(5, 4, 3, 2, 1))
    for numbers in ((6, 5, 4, 3, 2), (6, 5, 4, 3), (7, 6, 5, 4), (7, 6, 4), (7, 6, 5, 4)):
        assert not follower.visit(window(*numbers)).removed


def test_an_entry_whose_key_changed_is_not_missing() -> None:
    follower = Follower()
    follower.visit(window(5, 4, 3, 2, 1))
    changed = [item(5), item(4), item(3, guid="new-3"), item(2), item(1)]
    for _ in range(3):
        found = follower.visit(changed)
        assert not (found.missing or found.removed or found.new)


def test_a_moved_date_alone_is_redated_and_not_an_edit(follower: Follower) -> None:
    follower.visit(window(*range(1, 9)))
    found = follower.visit([item(n).replace("Jan 2024", "Feb 2024") if n == 2 else item(n) for n in range(1, 9)])
    assert [old.key for old, _ in found.redated] == ["blog-2"]
    assert not found.edited


def test_digests_of_an_older_reader_are_restated_and_never_edits(follower: Follower) -> None:
    follower.visit(window(2, 1))
    for key, old in list(follower.known.items()):
        follower.known[key] = KnownEntry(old.document_id, key, 1, "f0-12", old.url, old.title)
    found = follower.visit(window(2, 1))
    assert len(found.restated) == 2
    assert not (found.edited or found.new)


def test_a_light_entry_that_is_not_known_asks_for_a_whole_reading() -> None:
    body = rss(item(1)).encode()
    memory = read_feed(body, None, FEED_URL).memory_json
    found = compare_feed({}, read_feed(body, None, FEED_URL, memory_json=memory), first=False, now=NOW)
    assert found.incomplete
    assert not found.new


# -- the raw form ----------------------------------------------------------------------------------------------

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_ENTRIES = st.builds(
    EntryReading,
    key=_TEXT, url=st.none() | _TEXT, title=st.none() | _TEXT, text=_TEXT, html=_TEXT, author=st.none() | _TEXT,
    published=st.none() | _TEXT, updated=st.none() | _TEXT, digest=_TEXT,
    links=st.lists(st.builds(FoundLink, url=_TEXT, canonical=_TEXT, code=st.none() | _TEXT), max_size=3).map(tuple),
)  # fmt: skip


@given(_ENTRIES)
def test_an_entry_comes_back_from_its_raw_form_which_is_stable(entry: EntryReading) -> None:
    raw = entry_raw(entry)
    assert read_entry_raw(raw) == entry
    assert entry_raw(read_entry_raw(raw)) == raw


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b'{"links": [3]}', b"\xff"])
def test_what_is_no_raw_entry_is_refused(raw: bytes) -> None:
    with pytest.raises(InputError):
        read_entry_raw(raw)


@given(st.lists(st.lists(st.integers(0, 9), max_size=7, unique=True), min_size=2, max_size=5))
def test_whatever_window_comes_each_entry_is_new_once_and_never_edited(windows: list[list[int]]) -> None:
    follower, told = Follower(), []
    for numbers in windows:
        found = follower.visit(window(*numbers))
        told += [e.key for e in found.new]
        assert not found.edited
    assert len(told) == len(set(told))
    assert set(told) == {f"blog-{n}" for numbers in windows for n in numbers}
