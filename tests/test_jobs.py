"""Other programs' job lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import InputError
from scraper.extract import jobs
from scraper.extract.jobs import read_jobs
from scraper.records import ReadOptions

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


def test_aliases_cannot_blow_a_job_list_up() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    found = read_jobs(bomb + "url: http://a.example/\nnote: *a11\nname: *a11\nfilter: *a11\n")
    assert (found[0].url, found[0].note, found[0].title) == ("http://a.example/", "", None)
