"""What changed between the entries known of a feed and a new reading of it.

A feed is a window: what is not in it is not removed. Entries are matched by key; a key that is new although the entry
is not (feeds that make up ids, move to https, change their generator) is seen through by link and title.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scraper.compare.entry import entry_raw, read_entry_raw
from scraper.extract.feed_text import DIGEST_VERSION, quiet_url
from scraper.records import EntryReading, FeedReading, KnownEntry

__all__ = ["FeedComparison", "compare_feed", "entry_raw", "read_entry_raw"]

_FLOOD = 10  # new entries at once, with none of the known ones left, that look like a rebuilt feed
_AT_ONCE = 3  # entries, and more than half of all, that change in the same way at once: the generator did it

Pair = tuple[KnownEntry, EntryReading]


@dataclass(frozen=True, slots=True)
class FeedComparison:
    """What a reading brought. `edited` and `rekeyed` pair the known entry with its reading (keys may differ).

    `rekeyed`: known under another key, otherwise unchanged. `missing`: gone once; `removed`: gone twice while older
    entries are still there. `returned`: was missing, is there again. `redated`: only its stated date moved.
    `restated`: read by an older pagewatch, so its digest cannot be compared: technical, never an edit.
    `flood`: so many entries are new at once that one notice should stand for all. `incomplete`: the reading left out
    entries that are not known; read again without memory.
    """

    new: tuple[EntryReading, ...] = ()
    edited: tuple[Pair, ...] = ()
    rekeyed: tuple[Pair, ...] = ()
    removed: tuple[KnownEntry, ...] = ()
    missing: tuple[KnownEntry, ...] = ()
    notes: tuple[str, ...] = ()
    returned: tuple[KnownEntry, ...] = ()
    redated: tuple[Pair, ...] = ()
    restated: tuple[Pair, ...] = ()
    flood: bool = False
    incomplete: bool = False


def compare_feed(
    known: Mapping[str, KnownEntry], reading: FeedReading, *, first: bool, now: datetime
) -> FeedComparison:
    """Compare a reading with what is known. On the first reading every unknown entry is new: baselines, for nobody to hear of.

    `now` is not used yet; it is part of the signature that all comparisons share.
    """
    matched, fresh = _match(known, reading.entries)
    if first:
        return FeedComparison(new=tuple(e for e in fresh if not e.light))
    sorted_out = _sort_out(matched)
    new = tuple(entry for entry in fresh if not entry.light)
    notes = [*reading.notes, *sorted_out.notes]
    flood = len(new) >= _FLOOD and len(known) >= _FLOOD and not matched
    if flood:
        notes.append(f"all {len(new)} entries are new at once: the feed was rebuilt, or more came than it holds")
    present = {old.document_id for old, _ in matched}
    gone = [(known[key], times) for key, times in reading.dropped if key in known]
    return replace(
        sorted_out,
        new=new,
        removed=tuple(old for old, times in gone if times == 2 and old.document_id not in present),
        missing=tuple(old for old, times in gone if times == 1 and old.document_id not in present),
        returned=tuple(old for old, _ in matched if old.missing_since is not None),
        notes=tuple(notes),
        flood=flood,
        incomplete=len(new) < len(fresh) or any(e.light for _, e in sorted_out.edited),
    )


# -- matching --------------------------------------------------------------------------------------------------


def _match(known: Mapping[str, KnownEntry], entries: Sequence[EntryReading]) -> tuple[list[Pair], list[EntryReading]]:
    """(pairs of known and read, entries not known under any name), both in the feed's order.

    Link and title together identify an entry whose key is new, if just one known entry that is not in the window by
    its key has them. Where more than half of the keys are new while more than 80 % of the (link, title) pairs are
    known, the feed's ids are worth nothing and the link alone, then the title alone, will do.
    """
    by_key = {entry.key: known[entry.key] for entry in entries if entry.key in known}
    strangers = [entry for entry in entries if entry.key not in by_key]
    taken = {old.document_id for old in by_key.values()}
    free = [old for old in known.values() if old.document_id not in taken]
    again = _matches(strangers, free, _link_and_title, _link_and_title)
    if again and _ids_are_unstable(known, entries, strangers):
        for identity in (_link, _title):
            left = [entry for entry in strangers if entry.key not in again]
            used = {old.document_id for old in again.values()}
            again |= _matches(left, [old for old in free if old.document_id not in used], identity, identity)
    matched = [(found, entry) for entry in entries if (found := by_key.get(entry.key) or again.get(entry.key))]
    return matched, [entry for entry in strangers if entry.key not in again]


def _ids_are_unstable(
    known: Mapping[str, KnownEntry], entries: Sequence[EntryReading], strangers: Sequence[EntryReading]
) -> bool:
    pairs = {_link_and_title(old) for old in known.values()}
    familiar = sum(_link_and_title(entry) in pairs for entry in entries)
    return len(strangers) * 2 > len(entries) and familiar > 0.8 * len(entries)


_Identity = Callable[[EntryReading | KnownEntry], str]


def _matches(
    entries: Sequence[EntryReading], free: Sequence[KnownEntry], of_entry: _Identity, of_known: _Identity
) -> dict[str, KnownEntry]:
    """key -> known entry, where an identity is not empty and stands once on each side.

    Several known entries of one identity are versions of a past in which keys changed: the newest stands for them.
    """
    counts = Counter(of_entry(entry) for entry in entries)
    newest: dict[str, KnownEntry] = {}
    for old in sorted(free, key=lambda old: old.document_id):
        newest[of_known(old)] = old
    found = {}
    for entry in entries:
        identity = of_entry(entry)
        if identity and counts[identity] == 1 and identity in newest:
            found[entry.key] = newest[identity]
    return found


def _link(entry: EntryReading | KnownEntry) -> str:
    return quiet_url(entry.url) if entry.url else ""


def _title(entry: EntryReading | KnownEntry) -> str:
    title = "".join((entry.title or "").split()).casefold()
    return title if len(title) >= 8 else ""


def _link_and_title(entry: EntryReading | KnownEntry) -> str:
    """'' where the entry has neither."""
    title = "".join((entry.title or "").split()).casefold()
    link = _link(entry)
    return f"{link}\x00{title}" if link or title else ""


# -- what became of the matched --------------------------------------------------------------------------------


def _sort_out(matched: Sequence[Pair]) -> FeedComparison:
    kinds = [_difference(old.digest, entry.digest) for old, entry in matched]
    notes: list[str] = []
    told = {"text"}
    moved = sum(_part(old.digest, 2) != _part(entry.digest, 2) for old, entry in matched)
    if "links" in kinds and _most(moved, matched):
        notes.append(f"the links of {moved} entries changed at once: taken for rotating tokens")
    else:
        told.add("links")
    redated = _those(matched, kinds, {"date"})
    if _most(len(redated), matched):
        notes.append(f"the dates of {len(redated)} entries moved at once under the same text: taken for build times")
        redated = ()
    edited = _those(matched, kinds, told)
    if len(edited) >= _FLOOD and _most(len(edited), matched):
        notes.append(f"{len(edited)} of {len(matched)} known entries differ at once: perhaps another template")
    rekeyed = tuple(
        (old, entry)
        for (old, entry), kind in zip(matched, kinds, strict=True)
        if kind not in told and old.key != entry.key
    )
    if rekeyed:
        notes.append(f"{len(rekeyed)} entries came under a new id")
    restated = _those(matched, kinds, {"reader"})
    return FeedComparison(edited=edited, rekeyed=rekeyed, redated=redated, restated=restated, notes=tuple(notes))


def _those(matched: Sequence[Pair], kinds: Sequence[str | None], wanted: set[str]) -> tuple[Pair, ...]:
    return tuple(pair for pair, kind in zip(matched, kinds, strict=True) if kind in wanted)


def _most(count: int, matched: Sequence[Pair]) -> bool:
    """Whether so many entries changed in the same way at once that the feed did it, not an author."""
    return count >= _AT_ONCE and count * 2 > len(matched)


def _part(digest: str, place: int) -> str:
    """A part of a digest ('' where it has none): 1 text, 2 links, 3 date."""
    parts = digest.split("-")
    return parts[place] if len(parts) > place else ""


def _difference(old: str, new: str) -> str | None:
    """'text', 'links' or 'date', whatever counts most; 'reader' if the two are of different normal forms; None: equal."""
    if old == new:
        return None
    before, after = old.split("-"), new.split("-")
    if len(after) != 4 or len(before) != 4 or before[0] != DIGEST_VERSION:
        return "reader" if after[0] == DIGEST_VERSION and before[0] != after[0] else "text"
    for place, kind in ((1, "text"), (2, "links"), (3, "date")):
        if before[place] != after[place]:
            return kind
    return None


# -- the raw form of an entry's version ------------------------------------------------------------------------
