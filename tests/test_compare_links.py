"""Links that came, went or lead elsewhere under the same words; order and trackers are no change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scraper.compare.links import LinkChanges, compare_links
from scraper.records import FoundLink


def links(*rows: tuple[str, str, str], place: str = "body") -> list[FoundLink]:
    """(target, anchor, sentence) in order."""
    return [
        FoundLink(
            url=f"https://x.test/{t}", canonical=f"https://x.test/{t}", anchor=a, sentence=s, place=place, position=n
        )
        for n, (t, a, s) in enumerate(rows)
    ]


def told(changes: LinkChanges) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    def name(link: FoundLink) -> str:
        return link.canonical.rsplit("/", 1)[-1]

    return (
        [name(link) for link in changes.added],
        [name(link) for link in changes.removed],
        [(name(a), name(b)) for a, b in changes.swapped],
    )


FONT = ("font", "字体包", "下载字体包")
TOOL = ("tool", "the tool", "get the tool here")


def test_a_link_that_came_and_one_that_went() -> None:
    assert told(compare_links(links(FONT), links(FONT, TOOL))) == (["tool"], [], [])
    assert told(compare_links(links(FONT, TOOL), links(FONT))) == ([], ["tool"], [])


def test_order_is_no_change() -> None:
    assert not compare_links(links(FONT, TOOL), links(TOOL, FONT))


def test_trackers_are_no_change() -> None:
    (old,) = links(FONT)
    new = FoundLink(url=old.url + "?utm_source=x", canonical=old.canonical, anchor=old.anchor)
    assert not compare_links([old], [new])


def test_the_same_anchor_with_another_target_is_a_swap() -> None:
    new = ("font2", "字体包", "这里下载新的字体包")
    assert told(compare_links(links(FONT, TOOL), links(new, TOOL))) == ([], [], [("font", "font2")])


def test_the_same_place_with_other_words_and_another_target_is_a_swap() -> None:
    a, b = ("a", "Quark", "disk one"), ("b", "Baidu", "other words")
    assert told(compare_links(links(FONT, a, TOOL), links(FONT, b, TOOL))) == ([], [], [("a", "b")])


def test_bare_urls_are_swapped_when_their_sentence_stays() -> None:
    old = links(("one", "https://x.test/one", "资源地址 https://x.test/one 长期有效"))
    new = links(("two", "https://x.test/two", "资源地址 https://x.test/two 长期有效"))
    assert told(compare_links(old, new)) == ([], [], [("one", "two")])


def test_a_list_that_moves_on_under_one_common_anchor_has_no_swap() -> None:
    old = links(("p1", "more", "one"), ("p2", "more", "two"), ("p3", "more", "three"))
    new = links(("p0", "more", "zero"), ("p1", "more", "one"), ("p2", "more", "two"))
    assert told(compare_links(old, new)) == (["p0"], ["p3"], [])


def test_two_links_that_exchange_their_targets_are_two_swaps() -> None:
    old = links(("a", "Download", "x"), ("b", "Mirror", "y"))
    new = links(("b", "Download", "x"), ("a", "Mirror", "y"))
    assert told(compare_links(old, new)) == ([], [], [("a", "b"), ("b", "a")])


def test_a_link_that_now_leads_to_where_another_leads_is_a_swap() -> None:
    old = links(("a", "Download", "x"), ("b", "Mirror", "y"))
    new = links(("b", "Download", "x"), ("b", "Mirror", "y"))
    assert told(compare_links(old, new)) == ([], [], [("a", "b")])


def test_a_wholly_new_text_with_one_link_is_no_swap() -> None:
    assert told(compare_links(links(("a", "alpha", "one")), links(("b", "beta", "other")))) == (["b"], ["a"], [])


def test_links_outside_the_body_do_not_count() -> None:
    assert not compare_links(links(FONT), [*links(FONT), *links(TOOL, place="footer")])
    assert not compare_links([*links(FONT), *links(TOOL, place="navigation")], links(FONT))


def test_a_link_that_moved_to_the_footer_did_not_go() -> None:
    assert not compare_links(links(FONT, TOOL), [*links(FONT), *links(TOOL, place="footer")])


ROWS = st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from(["more", "get it", "", "x"]), st.sampled_from(["s one", "s two", ""])), max_size=8)  # fmt: skip


@given(ROWS, ROWS)
def test_every_target_that_came_or_went_is_told_once(
    old: list[tuple[str, str, str]], new: list[tuple[str, str, str]]
) -> None:
    added, removed, swapped = told(compare_links(links(*old), links(*new)))
    before, after = {row[0] for row in old}, {row[0] for row in new}
    assert set(removed) | {a for a, _ in swapped} >= before - after
    assert set(added) | {b for _, b in swapped} >= after - before
    assert not set(added) & before and not set(removed) & after
    assert len(added) == len(set(added)) and len(removed) == len(set(removed))


@given(ROWS)
def test_a_version_does_not_differ_from_itself(rows: list[tuple[str, str, str]]) -> None:
    assert not compare_links(links(*rows), links(*rows))
