"""The article extractors a source can ask for: both are there, and neither is believed when it keeps next to nothing."""

from __future__ import annotations

import pytest

from scraper.errors import UsageError
from scraper.extract.article import article_text
from scraper.extract.dom import parse, text_of

PARAGRAPHS = [
    f"第{n}段：这里整理了常见的免费商用字体，按黑体、宋体、手写体分类，全部核对过授权书，放心使用。" for n in range(9)
]
PAGE = (
    "<html><body><ul id='nav'><li><a href='/'>首页</a></li></ul><div class='post'>"
    + "".join(f"<p>{line}</p>" for line in PARAGRAPHS)
    + "</div></body></html>"
)
VISIBLE = "\n".join(PARAGRAPHS)


@pytest.mark.parametrize("extractor", ["article", "readability"])
def test_an_extractor_that_is_asked_for_gives_the_article(extractor: str) -> None:
    text, note = article_text(PAGE, VISIBLE, extractor)
    assert text is not None and all(line in text for line in PARAGRAPHS) and "首页" not in text and note == ""


@pytest.mark.parametrize("extractor", ["article", "readability"])
@pytest.mark.parametrize("page", ["", "<html></html>", "<html><body><p>短</p></body></html>"])
def test_an_extractor_that_keeps_next_to_nothing_is_not_believed_and_it_says_so(extractor: str, page: str) -> None:
    text, note = article_text(page, VISIBLE, extractor)
    assert text is None and "whole visible text" in note


def test_an_unknown_extractor_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="readability"):
        article_text(PAGE, VISIBLE, "magic")


def test_a_page_without_the_tags_head_and_body_is_read_all_the_same() -> None:
    for frame in (
        "<!doctype html><meta charset=utf-8><title>M</title>{0}",
        "<title>M</title>{0}",
        "<head><title>M</title>{0}",
    ):
        tree = parse(
            frame.format("<main><p>All the maps</p></main><article><p>of the survey</p></article> and more<p>here")
        )
        assert tree.find("body") is not None
        assert text_of(tree.find("body")) == "All the mapsof the survey and morehere"
        assert [child.tag for child in tree.find("head")][-1] == "title"
