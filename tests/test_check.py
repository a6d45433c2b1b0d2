"""decide: one visit in, everything that it changes out; pure, so situations are made by hand."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scraper.check import Gate, Visit, decide
from scraper.check.visit import Memory
from scraper.compare.dates import DateChange
from scraper.compare.links import LinkChanges
from scraper.compare.page import PageComparison
from scraper.extract.barrier import Barrier
from scraper.observe import PageObservation, text_hash
from scraper.records import (
    CheckIntent,
    Due,
    EventKind,
    Failure,
    FailureKind,
    Fetch,
    FoundLink,
    Freshness,
    Hop,
    KnownDocument,
    Outcome,
    PageReading,
    ReadOptions,
    ResourceKind,
    Significance,
)

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
URL = "https://example.org/a"


def due(**changes: object) -> Due:
    return replace(Due(resource_id=1, url=URL, kind=ResourceKind.PAGE), **changes)  # type: ignore[arg-type]


def answer(status: int = 200, body: bytes = b"<p>text", **changes: object) -> Fetch:
    return replace(Fetch(URL, URL, NOW, status, (), body), **changes)  # type: ignore[arg-type]


def failed(kind: FailureKind) -> Fetch:
    return Fetch(URL, URL, NOW, failure=Failure(kind, "why"))


def known(text: str = "old", **changes: object) -> KnownDocument:
    made = KnownDocument(
        7, 3, b"<p>old", "00", "text/html", text, "Title", None, None, None, text_sha256=text_hash(text)
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def compared(**changes: object) -> PageComparison:
    plain = PageComparison(
        significance=Significance.SUBSTANCE, reason="text changed", summary="old → new", text_changed=True, title_changed=False,
        returns_to=None, shrunk_to=1.0, memory_json="", host_json=None, masked=(),
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


def seen(text: str = "new", *, comparison: PageComparison | None = None, dates: DateChange | None = None, links: LinkChanges | None = None, title: str = "Title") -> PageObservation:  # fmt: skip
    reading = PageReading(title=title, text=text, freshness=Freshness())
    return PageObservation(
        reading=reading, comparison=comparison, dates=dates, links=links or LinkChanges(), text_sha256=text_hash(text)
    )


def changed_visit(observation: PageObservation, **of_due: object) -> Visit:
    return Visit(
        due(document_id=7, version=3, state="ok", **of_due),
        answer(),
        observation=observation,
        known=known(),
        raw_sha256="11",
    )


def kinds(intent: CheckIntent) -> list[EventKind]:
    return [event.kind for event in intent.events]


def test_the_first_version_is_stored_and_never_told() -> None:
    intent = decide(Visit(due(), answer(), observation=seen(), raw_sha256="11"), NOW)
    assert intent.check.decision == "baseline" and len(intent.versions) == 1 and intent.events == ()


def test_a_304_and_the_same_bytes_write_no_version() -> None:
    for gate, outcome, status in (
        (Gate.NOT_MODIFIED, Outcome.NOT_MODIFIED, 304),
        (Gate.SAME_BYTES, Outcome.EXTRACTED, 200),
    ):
        intent = decide(Visit(due(etag='"a"', state="ok"), answer(status), gate), NOW)
        assert intent.check.outcome is outcome and intent.check.reason == gate.value
        assert intent.versions == () and intent.events == () and intent.patch.etag in ('"a"', None)


def test_a_304_nobody_asked_for_is_a_failure() -> None:
    intent = decide(Visit(due(), answer(304)), NOW)
    assert intent.check.outcome is Outcome.FAILED and "unconditional" in intent.check.reason


def test_validators_are_replaced_by_a_200_kept_by_a_304_and_untouched_by_errors() -> None:
    old = due(etag='"old"', last_modified="yesterday", validators_url=URL, state="ok")
    fresh = answer(headers=(("ETag", '"new"'),))
    assert decide(Visit(old, fresh, Gate.SAME_BYTES), NOW).patch.etag == '"new"'
    assert decide(Visit(old, answer(), Gate.SAME_BYTES), NOW).patch.etag is None
    moved = decide(Visit(old, answer(304, headers=(("ETag", '"v2"'),)), Gate.NOT_MODIFIED), NOW).patch
    assert (moved.etag, moved.last_modified) == ('"v2"', "yesterday")
    assert decide(Visit(old, answer(500)), NOW).patch.etag == '"old"'


def test_only_bytes_differ_is_kept_and_never_told() -> None:
    intent = decide(Visit(due(document_id=7, state="ok"), answer(), Gate.SAME_TEXT, raw_sha256="11"), NOW)
    (version,) = intent.versions
    assert version.same_reading and version.significance is Significance.PERIPHERAL and intent.events == ()


def test_a_changed_text_gives_one_event_of_the_most_specific_kind() -> None:
    stays = DateChange(False, "2025-01-19", "2025-01-19", False, True)
    moved = DateChange(True, "2025-01-19", "2026-02-28", False, True)
    none = DateChange(False, None, None, False, False)
    for dates, kind in ((stays, EventKind.STEALTH_EDIT), (moved, EventKind.REDATED), (none, EventKind.CHANGED)):
        intent = decide(changed_visit(seen(comparison=compared(), dates=dates)), NOW)
        assert kinds(intent) == [kind] and intent.events[0].from_version == 3 and intent.events[0].summary


def test_a_date_that_moves_over_an_unchanged_text_is_a_fake_refresh_that_waits_for_the_end_of_the_pass() -> None:
    quiet = compared(significance=Significance.PERIPHERAL, text_changed=False, reason="only the date")
    moved = DateChange(True, "2025-01-19", "2026-02-28", False, True)
    intent = decide(changed_visit(seen("old", comparison=quiet, dates=moved)), NOW)
    assert kinds(intent) == [EventKind.FAKE_REFRESH] and intent.events[0].held


def test_peripheral_differences_are_kept_and_never_told() -> None:
    quiet = compared(significance=Significance.PERIPHERAL, text_changed=False)
    intent = decide(changed_visit(seen(comparison=quiet)), NOW)
    assert len(intent.versions) == 1 and intent.events == () and intent.check.decision == "unchanged"


def test_a_swapped_link_is_substance_though_no_word_changed() -> None:
    old, new = (
        FoundLink("https://a.example/1", "https://a.example/1", "file"),
        FoundLink("https://b.example/2", "https://b.example/2", "file"),
    )
    quiet = compared(significance=Significance.PERIPHERAL, text_changed=False)
    intent = decide(changed_visit(seen("old", comparison=quiet, links=LinkChanges(swapped=((old, new),)))), NOW)
    assert kinds(intent) == [EventKind.LINK_SWAPPED] and intent.versions[0].significance is Significance.SUBSTANCE
    assert "https://b.example/2" in intent.events[0].summary


def test_an_alternation_between_two_states_is_told_once() -> None:
    back = compared(returns_to=2)
    first = decide(changed_visit(seen("A", comparison=back)), NOW)
    assert kinds(first) == [EventKind.CHANGED] and "back to version 2" in first.events[0].summary
    again = decide(changed_visit(seen("A", comparison=back), memory_json=first.patch.memory_json), NOW)
    assert again.events == () and len(again.versions) == 1


def test_a_shrunken_page_is_held_until_it_is_seen_twice() -> None:
    small = compared(shrunk_to=0.1)
    visit = changed_visit(seen("x", comparison=small), body_mark="00", fingerprint="f")
    first = decide(visit, NOW)
    assert first.check.decision == "held" and first.versions == () and first.events == ()
    assert first.patch.body_mark == "00" and first.patch.etag is None
    second = decide(changed_visit(seen("x", comparison=small), memory_json=first.patch.memory_json), NOW)
    assert second.check.decision == "new version" and kinds(second) == [EventKind.CHANGED]


def test_walls_are_blocked_and_error_pages_failed_and_neither_is_a_version() -> None:
    for kind, outcome in (
        ("challenge", Outcome.BLOCKED),
        ("login", Outcome.BLOCKED),
        ("error", Outcome.FAILED),
        ("empty", Outcome.FAILED),
    ):
        wall = PageObservation(barrier=Barrier(kind, 1.0, ("a reason",)))  # type: ignore[arg-type]
        intent = decide(Visit(due(document_id=7, state="ok"), answer(), observation=wall), NOW)
        assert intent.check.outcome is outcome and "a reason" in intent.check.reason and intent.versions == ()


def run(answers: list[Fetch], every: timedelta = timedelta(hours=9)) -> list[CheckIntent]:
    """The same resource visited again and again, its state carried along as storage does."""
    intents, now, this = [], NOW, due(document_id=7, state="ok", last_changed_at=NOW)
    for fetch in answers:
        gate = Gate.SAME_BYTES if fetch.status == 200 else Gate.OPEN
        intent = decide(Visit(this, fetch, gate), now)
        patch = intent.patch
        this = replace(
            this,
            state=patch.state,
            failures=patch.failures,
            failing_since=patch.failing_since,
            memory_json=patch.memory_json,
        )
        intents.append(intent)
        now += every
    return intents


def test_failing_is_told_at_the_third_time_in_a_row_and_recovery_only_if_it_was() -> None:
    assert [kinds(i) for i in run([answer(500)] * 4 + [answer()])] == [
        [],
        [],
        [EventKind.FAILING],
        [],
        [EventKind.RECOVERED],
    ]
    assert [kinds(i) for i in run([answer(500), answer(), answer(500), answer(500), answer()])] == [[]] * 5


def test_blocked_is_told_once_and_never_becomes_gone() -> None:
    told = run([failed(FailureKind.POLICY), *[answer(403)] * 6, answer()])
    assert [k for i in told for k in kinds(i)] == [EventKind.BLOCKED, EventKind.RECOVERED]
    assert "blocked by policy" in told[0].check.reason


def test_410_ends_polling_at_once_and_404_is_gone_after_three_looks_over_a_day() -> None:
    ended = run([answer(410)])[0]
    assert ended.patch.next_check_at is None and kinds(ended) == [EventKind.GONE]
    slow = run([answer(404)] * 5 + [answer()])
    assert [kinds(i) for i in slow] == [[], [], [], [EventKind.GONE], [], [EventKind.BACK]]


def test_what_was_never_readable_is_gone_at_its_first_404_and_one_404_after_good_answers_is_not() -> None:
    mistyped = decide(Visit(due(), answer(404)), NOW)
    assert mistyped.patch.state == "gone" and kinds(mistyped) == [EventKind.GONE]
    assert mistyped.patch.next_check_at is not None, "it may be published yet"
    says_so = Barrier("error", 0.7, ("an error page served as good",), missing=True)
    soft = decide(Visit(due(), answer(), observation=PageObservation(barrier=says_so)), NOW)
    assert soft.patch.state == "gone" and soft.versions == ()
    assert decide(Visit(due(last_changed_at=NOW), answer(404)), NOW).patch.state == "failing"


def test_a_thousand_flapping_pages_are_never_called_gone() -> None:
    dice = random.Random(11)
    bad = [answer(404), answer(500), answer(403), failed(FailureKind.TIMEOUT)]
    for _ in range(1000):
        answers = [answer()]
        for _ in range(6):
            answers += [dice.choice(bad) for _ in range(dice.randrange(3))]  # never three in a row
            answers.append(answer())
        intents = run(answers, timedelta(hours=dice.choice((1, 9, 30))))
        assert "gone" not in {intent.patch.state for intent in intents}


def test_a_shorter_page_without_end_or_length_is_held_until_it_is_seen_twice() -> None:
    cut = compared(shrunk_to=0.9)
    visit = changed_visit(seen(comparison=cut))
    unsure = replace(visit, fetch=answer(body=b"<p>tex", notes=("partial",)))
    held = decide(unsure, NOW)
    assert held.check.decision == "held" and held.versions == () and "no end" in held.check.reason
    again = replace(unsure, due=replace(unsure.due, memory_json=held.patch.memory_json))
    assert decide(again, NOW).check.decision == "new version"
    whole = replace(visit, fetch=answer(body=b"<p>tex</html>", notes=("partial",)))
    assert decide(whole, NOW).check.decision == "new version"
    assert decide(replace(visit, fetch=answer(body=b"<p>tex")), NOW).check.decision == "new version"


def test_a_text_that_only_alternates_is_kept_under_its_own_name_and_not_told() -> None:
    back = compared(significance=Significance.PERIPHERAL, text_changed=False, returns_to=2)
    intent = decide(changed_visit(seen(comparison=back)), NOW)
    assert intent.check.decision == "alternates" and len(intent.versions) == 1 and intent.events == ()


def test_a_permanent_redirect_is_adopted_at_its_second_sighting_and_a_temporary_one_never() -> None:
    def via(status: int) -> Fetch:
        return answer(hops=(Hop(URL, status, "https://example.org/b"),), final_url="https://example.org/b")

    assert [i.patch.adopt_url for i in run([via(301), via(301)])] == [None, "https://example.org/b"]
    assert [i.patch.adopt_url for i in run([via(302)] * 4)] == [None] * 4


@given(
    st.lists(
        st.sampled_from([answer(), answer(500), answer(404), answer(403), answer(410), failed(FailureKind.TIMEOUT)]),
        max_size=12,
    )
)
def test_states_are_told_on_transitions_only(answers: list[Fetch]) -> None:
    bad, good = {EventKind.FAILING, EventKind.BLOCKED, EventKind.GONE}, {EventKind.RECOVERED, EventKind.BACK}
    told = [k for i in run(answers) for k in kinds(i)]
    assert set(told) <= bad | good
    for one, other in itertools.pairwise(told):
        assert one is not other, "the same state told twice in a row"
    if told:
        assert told[0] in bad, "good news about trouble that was never told"


def test_a_shorter_page_that_lost_the_end_it_had_is_held_though_its_length_fits() -> None:
    visit = changed_visit(seen("cut", comparison=compared(shrunk_to=0.9)))
    ended = replace(visit, known=known(raw=b"<html><p>old</p></html>"))
    assert decide(visit, NOW).check.decision == "new version", "it never had an end"
    assert decide(ended, NOW).check.decision == "held"
    whole = replace(ended, fetch=answer(body=b"<html><p>new</p></html>"))
    assert decide(whole, NOW).check.decision == "new version"


def test_a_good_status_with_a_part_of_the_page_is_a_failure() -> None:
    def ranged(said: str) -> Outcome:
        fetch = answer(headers=(("Content-Range", said),))
        return decide(replace(changed_visit(seen(comparison=compared())), fetch=fetch), NOW).check.outcome

    assert ranged("bytes 0-499/1000") is Outcome.FAILED
    assert ranged("bytes 0-999/1000") is ranged("bytes */1000") is ranged("soon") is Outcome.EXTRACTED


@given(st.builds(Memory, feed=st.text(), held_text=st.text(), moved_seen=st.integers(0, 9), flips_told=st.lists(st.text()).map(tuple), lastmods=st.dictionaries(st.text(), st.text())))  # fmt: skip
def test_what_check_remembers_survives_storage(memory: Memory) -> None:
    assert Memory.load(memory.dump()) == memory


def test_options_decide_whether_links_are_kept() -> None:
    link = FoundLink("https://a.example/1", "https://a.example/1", "file")
    observation = replace(seen(), reading=PageReading("T", "t", links=(link,)))
    with_links = decide(Visit(due(), answer(), observation=observation, raw_sha256="1"), NOW)
    without = decide(
        Visit(due(options=ReadOptions(links=False)), answer(), observation=observation, raw_sha256="1"), NOW
    )
    assert with_links.versions[0].links == (link,) and without.versions[0].links == ()
