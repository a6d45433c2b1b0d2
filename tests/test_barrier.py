"""What stands in a page's place is never read as the page; a page that only speaks of walls always is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.extract.barrier import Barrier, find_barrier
from scraper.extract.barrier_face import Face
from scraper.extract.barrier_marks import _MACHINE, structure_marks
from scraper.records import Fetch, ResourceKind
from tests.walls import HTML, SPEAKS, WALLS, article

AT = datetime(2026, 1, 5, 8, tzinfo=UTC)
# What a first look cannot tell from a very short page: nothing but a sentence, without a form, a script or a headline.
NEEDS_MEMORY = {"aliyun_405", "too_often_zh", "github_pages", "nf_fr", "nf_ko"}


def barrier_of(wall: Any, **known: Any) -> Barrier | None:
    body, status, kind, headers = wall if isinstance(wall, tuple) else (wall, 200, HTML, ())
    text = body.decode("utf-8-sig", "replace") if isinstance(body, bytes) else body
    url = "http://news.example/bridge"
    given = (("Content-Type", kind), *headers)
    fetch = Fetch(url=url, final_url=url, status=status, headers=given, body=text.encode(), fetched_at=AT)
    return find_barrier(fetch, text, expected=ResourceKind.PAGE, **known)


@pytest.mark.parametrize("name", WALLS)
def test_a_wall_in_place_of_a_known_page_is_a_barrier(name: str) -> None:
    found = barrier_of(WALLS[name], known_chars=1400, known_title="Bridge to be repaired")
    assert found is not None and found.reasons


@pytest.mark.parametrize("name", [name for name in WALLS if name not in NEEDS_MEMORY])
def test_a_wall_at_the_first_look_is_a_barrier(name: str) -> None:
    assert barrier_of(WALLS[name]) is not None


@pytest.mark.parametrize("name", SPEAKS)
def test_a_page_that_only_speaks_of_walls_is_read(name: str) -> None:
    assert barrier_of(SPEAKS[name]) is None


@pytest.mark.parametrize("name", [name for name in SPEAKS if not name.startswith(("json", "xml", "plain"))])
def test_a_page_that_shrank_to_one_that_only_speaks_of_walls_is_read(name: str) -> None:
    assert barrier_of(SPEAKS[name], known_chars=4000, known_title="Bridge to be repaired") is None


def test_a_page_that_keeps_its_title_is_the_page() -> None:
    teaser = article(prose="<p>The council has agreed. Access denied, said the guard.</p>")
    assert barrier_of(teaser, known_chars=1400, known_title="Bridge to be repaired") is None


@pytest.mark.parametrize("pattern", [pattern for _, _, pattern in _MACHINE])
def test_whatever_a_wall_s_pattern_matches_is_told(pattern: str) -> None:
    url = "http://news.example/bridge"
    fetch = Fetch(url=url, final_url=url, status=200, headers=(), body=b"", fetched_at=AT)

    @settings(max_examples=15, deadline=None)
    @given(st.from_regex(f"(?i){pattern}", alphabet=st.characters(max_codepoint=0x7E)))
    def told(machine: str) -> None:
        assert list(structure_marks(fetch, Face(machine=machine)))

    told()
