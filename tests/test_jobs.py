"""Other programs' job lists and our own JSON of sources."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import InputError
from scraper.extract import jobs
from scraper.extract.jobs import WantedSource, read_jobs, read_sources, write_sources
from scraper.records import ReadOptions, ResourceKind, Rhythm

URLWATCH = """
name: "News page"
url: https://example.org/news
note: look here
filter:
  - css: main article
  - html2text
  - delete_lines_containing:
      text: "Views (today)"
---
kind: url
url: https://example.org/other
filter: xpath:string(//title),strip
enabled: false
---
name: browser job
navigate: https://example.org/app
filter:
  - css:
      selector: .list
      exclude: .ads
  - element-by-id: content
  - reverse
headers:
  X-Key: abc
---
name: a command
command: date
---
"""


def test_the_pages_of_a_job_list_come_with_their_selectors() -> None:
    news, other, app = read_jobs(URLWATCH)
    assert (news.url, news.title, news.note) == ("https://example.org/news", "News page", "look here")
    assert news.options == ReadOptions(select=("main article",), ignore=(r"re:Views\ \(today\)",))
    assert news.remarks == ()
    assert other.paused
    assert other.options.select == ("(string(//title))",)
    assert app.options == ReadOptions(select=(".list", "#content"), ignore=(".ads",))
    assert any("reverse" in remark for remark in app.remarks)
    assert any("headers" in remark for remark in app.remarks)
    assert any("browser" in remark for remark in app.remarks)
    assert "abc" not in " ".join(app.remarks)


def test_a_list_of_jobs_in_one_document_is_read_too() -> None:
    assert [
        s.url for s in read_jobs("- url: http://a.example/\n- url: http://b.example/\n  filter: css:h1,html2text\n")
    ] == [
        "http://a.example/",
        "http://b.example/",
    ]


@pytest.mark.parametrize(
    "text",
    ["", "---\n", "just text", "a: [", "url: 5", "command: date", "- 1\n- 2", "!!python/object/apply:os.system ['true']", "[" * 3000, "url: !!binary x"],
)  # fmt: skip
def test_what_is_no_job_list_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_jobs(text)
    assert "\n" not in str(caught.value)


def test_without_a_yaml_reader_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "yaml", None)
    with pytest.raises(InputError, match="PyYAML"):
        read_jobs(URLWATCH)


@given(st.text(max_size=100))
def test_text_of_any_kind_is_read_or_refused(text: str) -> None:
    for start in ("", "url: http://a.example/\n", "- url: http://a.example/\n  filter: "):
        try:
            read_jobs(start + text)
        except InputError as refusal:
            assert "\n" not in str(refusal)


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_MANY = st.lists(_TEXT, max_size=3).map(tuple)
_MAYBE = st.none() | _TEXT
_SOURCES = st.builds(
    WantedSource,
    url=st.from_regex(r"\Ahttps?://[a-z]{1,8}\.example/[A-Za-z0-9/?=&]{0,10}\Z"),
    kind=st.none() | st.sampled_from(ResourceKind),
    title=_MAYBE, tags=_MANY, note=_TEXT, paused=st.booleans(), remarks=_MANY,
    rhythm=st.builds(Rhythm, every_s=st.none() | st.integers(1, 10**6), cron=_MAYBE, tz=_MAYBE),
    options=st.builds(
        ReadOptions, select=_MANY, ignore=_MANY, watch_all=st.booleans(), follow=st.booleans(), links=st.booleans(), extractor=_TEXT
    ),
)  # fmt: skip


@given(st.lists(_SOURCES, max_size=4))
def test_our_own_json_loses_nothing(sources: list[WantedSource]) -> None:
    assert read_sources(write_sources(sources)) == tuple(sources)


def test_defaults_are_left_out_of_the_file() -> None:
    assert json.loads(write_sources([WantedSource("http://a.example/")]))["sources"] == [{"url": "http://a.example/"}]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"format": "other"}, "format"),
        ({"version": 2}, "version 2"),
        ({"sources": 3}, "format"),
        ({"sources": [3]}, "source 1: not an object"),
        ({"sources": [{"url": "http://a.example/"}, {"url": "x"}]}, "source 2: no http"),
        ({"sources": [{"url": "http://a.example/", "intervall": 3}]}, "unknown field 'intervall'"),
        ({"sources": [{"url": "http://a.example/", "kind": "book"}]}, "no such kind"),
        ({"sources": [{"url": "http://a.example/", "tags": "news"}]}, "list of strings"),
        ({"sources": [{"url": "http://a.example/", "rhythm": {"every_s": "x"}}]}, "source 1, rhythm: every_s"),
    ],
)
def test_a_wrong_file_is_refused_naming_the_place(change: dict[str, object], reason: str) -> None:
    stored = {"format": "pagewatch sources", "version": 1, "sources": []} | change
    with pytest.raises(InputError, match=reason):
        read_sources(json.dumps(stored).encode())


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b"[" * 100_000])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(InputError):
        read_sources(body)
