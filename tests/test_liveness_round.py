"""A round judged as a whole: our own outages are thrown away, what happened to a host is told once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from scraper.liveness.conversation import Ask, NameAnswer
from scraper.liveness.policy import LinkPolicy
from scraper.liveness.round import judge_round
from scraper.liveness.verdict import Ledger
from scraper.records import EventKind, Failure, FailureKind, Fetch, HostNotes, LinkLook, LinkTarget
from scraper.service.links import look_at
from scraper.urls import canonical
from tests.linkcases.shape import case, page, status
from tests.linkcases.world import CaseAsker, play

NOW = datetime(2026, 5, 1, tzinfo=UTC)
POLICY = LinkPolicy()


def target(number: int, host: str, state: str = "alive", **more: object) -> LinkTarget:
    url = f"https://{host}/p{number}"
    return replace(LinkTarget(number, url, canonical(url), state=state, since=NOW - timedelta(days=40)), **more)


def silent(number: int) -> LinkLook:
    return LinkLook(number, NOW, "suspect", "W", "unreachable", "connect_timeout (twice)")


def fine(number: int) -> LinkLook:
    return LinkLook(number, NOW, "alive", "", "", "200")


def gone(number: int) -> LinkLook:
    return LinkLook(number, NOW, "suspect", "S", "gone", "410")


def nearly_dead(number: int, host: str) -> LinkTarget:
    seen = Ledger(seen=((NOW - timedelta(days=2), "S"),)).to_json()
    return target(number, host, "suspect", verdict_json=seen)


def judged(looks: list[LinkLook], targets: list[LinkTarget], policy: LinkPolicy = POLICY):  # type: ignore[no-untyped-def]
    return judge_round(looks, {one.target_id: one for one in targets}, policy, NOW)


def test_hosts_that_answered_before_and_fail_all_at_once_are_our_own_trouble() -> None:
    targets = [target(n, f"h{n}.test") for n in range(8)]
    result = judged([silent(n) for n in range(8)], targets)
    assert "fault is ours" in (result.discarded or "")
    assert {verdict.state for verdict in result.verdicts} == {"alive"}


def test_a_few_failures_among_many_answers_are_theirs() -> None:
    targets = [target(n, f"h{n}.test") for n in range(30)]
    result = judged([silent(n) if n < 4 else fine(n) for n in range(30)], targets)
    assert result.discarded is None
    assert [verdict.state for verdict in result.verdicts].count("suspect") == 4


def test_a_failing_canary_discards_the_failures_of_a_round_and_keeps_its_good_looks() -> None:
    targets = [target(0, "canary.test"), target(1, "a.test"), target(2, "b.test", "unknown")]
    policy = replace(POLICY, canaries=(targets[0].canonical,))
    result = judged([silent(0), silent(1), fine(2)], targets, policy)
    assert "canary" in (result.discarded or "")
    assert [verdict.state for verdict in result.verdicts] == ["alive", "alive", "alive"]


def test_links_that_were_failing_already_do_not_make_an_outage() -> None:
    targets = [target(n, f"h{n}.test", "suspect" if n < 6 else "alive") for n in range(12)]
    assert judged([silent(n) if n < 6 else fine(n) for n in range(12)], targets).discarded is None


def test_many_links_of_one_host_that_die_together_are_one_incident() -> None:
    targets = [nearly_dead(n, "host.test") for n in range(4)] + [nearly_dead(9, "other.test")]
    result = judged([gone(n) for n in (0, 1, 2, 3, 9)], targets)
    assert [(i.host, i.kind, len(i.target_ids)) for i in result.incidents] == [("host.test", EventKind.LINK_DEAD, 4)]
    told = [verdict.target_id for verdict in result.verdicts if verdict.transition]
    assert told == [9]
    assert all(verdict.state == "dead" for verdict in result.verdicts)


# -- the last look, pauses of providers, what is never asked ------------------------------------------------------------


def test_before_a_link_is_called_dead_another_set_of_headers_has_to_agree() -> None:
    fussy = case(
        "fussy-1", "en", "https://fussy.test/essay",
        {"target": [{**status(200, page("Essay", "<p>Here it is, all of it.</p>")), "when": {"ua_contains": ["Mozilla"]}}, status(500, "")],
         "probe": status(500, "")},
        "alive", why="a server that fails for unknown programs", days=(0, 7, 14, 30),
    )  # fmt: skip
    assert "dead" not in [said.state for said in play(fussy)]


class Refusing:
    """Every request is refused with a rate limit; counts what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def ask(self, ask: Ask) -> Fetch:
        self.asked.append(ask.url)
        return Fetch(ask.url, ask.url, NOW, 429, (("Content-Type", "text/html"),), b"<p>slow down</p>")

    async def ask_name(self, host: str) -> NameAnswer:
        return NameAnswer("addresses")

    async def pause(self, seconds: float) -> None:
        return


def share(number: int, url: str) -> LinkTarget:
    return LinkTarget(number, url, canonical(url))


def test_a_provider_that_refuses_is_left_alone_for_the_rest_of_the_round() -> None:
    asker = Refusing()
    targets = [share(n, f"https://pan.quark.cn/s/abcdef12345{n}") for n in range(5)]
    looks, notes = asyncio.run(look_at(targets, {}, POLICY, NOW, asker))
    assert [look.state for look in looks] == ["blocked"] + ["unknown"] * 4
    assert len(asker.asked) == 1
    assert notes[0].host == "pan.quark.cn"


def test_a_fault_of_ours_at_one_link_says_nothing_of_it_and_costs_no_other_its_look() -> None:
    class Faulty(Refusing):
        async def ask(self, ask: Ask) -> Fetch:
            if "broken" in ask.url:
                raise ZeroDivisionError("made by this test")
            return await super().ask(ask)

    targets = [target(1, "broken.test", "alive"), target(2, "other.test", "alive"), target(3, "broken.test", "dead")]
    looks, _ = asyncio.run(look_at(targets, {}, POLICY, NOW, Faulty()))
    assert {look.target_id: look.state for look in looks} == {1: "unknown", 2: "blocked", 3: "unknown"}
    assert "ZeroDivisionError" in next(look.evidence for look in looks if look.target_id == 1)
    assert {v.target_id: v.state for v in judged(looks, targets).verdicts} == {1: "alive", 2: "blocked", 3: "dead"}


def test_a_provider_that_is_switched_off_is_not_asked_and_says_so() -> None:
    asker = Refusing()
    policy = replace(POLICY, providers={"quark": False})
    looks, _ = asyncio.run(look_at([share(1, "https://pan.quark.cn/s/abcdef123456")], {}, policy, NOW, asker))
    assert (looks[0].state, looks[0].reason, asker.asked) == ("unsupported", "provider_off", [])
    assert "switched off" in looks[0].evidence


def test_one_nonsense_address_serves_all_links_of_a_directory() -> None:
    texts = {n: page(f"Entry {n}", f"<p>Short entry number {n} of the list.</p>") for n in range(6)}
    routes = {f"https://list.test/entries/name-{n}": status(200, body) for n, body in texts.items()}
    shared = case("list-1", "en", "https://list.test/entries/x", {"routes": routes}, "alive", why="six entries")
    asker = CaseAsker(shared, shared["serve"]["rounds"][0])
    notes: dict[str, HostNotes] = {}
    looks, _ = asyncio.run(look_at([share(n, url) for n, url in enumerate(routes)], notes, POLICY, NOW, asker))
    assert {look.state for look in looks} == {"alive"}
    assert len(asker.asked) == 7


def test_a_refusal_that_is_remembered_does_not_last_for_ever() -> None:
    url = "https://list.test/entries/first"
    routes = {url: status(200, page("First", "<p>Short entry number one of the list.</p>"))}
    one = case("list-2", "en", "https://list.test/entries/x", {"routes": routes}, "alive", why="one entry")
    notes: dict[str, HostNotes] = {}
    asked = []
    for hours in (0, 15, 25):
        asker = CaseAsker(one, one["serve"]["rounds"][0])
        asyncio.run(look_at([share(1, url)], notes, POLICY, NOW + timedelta(hours=hours), asker))
        asked.append(len(asker.asked))
    assert asked == [2, 1, 2], "nonsense is asked for again in time, however often its refusal was remembered"


def test_an_address_that_the_guard_refuses_is_unsupported_and_never_a_failure() -> None:
    class Guarded(Refusing):
        async def ask(self, ask: Ask) -> Fetch:
            return Fetch(ask.url, ask.url, NOW, failure=Failure(FailureKind.POLICY, "a private network"))

    looks, _ = asyncio.run(look_at([share(1, "http://inside.test/")], {}, POLICY, NOW, Guarded()))
    assert (looks[0].state, looks[0].reason, looks[0].evidence_class) == ("unsupported", "refused_address", "")
