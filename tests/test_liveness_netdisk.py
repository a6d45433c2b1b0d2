"""Adapters of netdisks against answers of the recorded shape: exact codes alone decide, all else is unknown or blocked."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from scraper.liveness.conversation import Ask
from scraper.liveness.evidence import Finding
from scraper.liveness.netdisk import look_at_share, provider_of
from scraper.liveness.netdisk.providers import PROVIDERS
from scraper.liveness.netdisk.tables import ROWS, UNREADABLE, meaning_of
from scraper.liveness.policy import LinkPolicy
from scraper.records import Failure, FailureKind, Fetch

NOW = datetime(2026, 5, 1, tzinfo=UTC)
QUARK, ALIYUN = "https://pan.quark.cn/s/0a1b2c3d4e5f", "https://www.alipan.com/s/AbCdEfGhIjK"
TIANYI, PAN123, COWORK = (
    "https://cloud.189.cn/t/AbCdEf123456",
    "https://www.123pan.com/s/aBcD-eFgH1",
    "https://115cdn.com/s/sw3abcde?password=a1b2",
)
CTFILE, BAIDU, MEGA = (
    "https://url12.ctfile.com/f/1-2-3?p=1234",
    "https://pan.baidu.com/s/1AbCdEfGhIjKlMnOpQrStUv",
    "https://mega.nz/file/AbCdEfGh#key",
)
BILI, TUBE = "https://www.bilibili.com/video/BV1aa411c7mD", "https://www.youtube.com/watch?v=abcdefghijk"


def answer(url: str, value: object, status: int = 200, kind: str = "application/json") -> Fetch:
    body = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Fetch(url, url, NOW, status, (("Content-Type", kind),), body.encode())


def look(url: str, *answers: Fetch, codes: tuple[str, ...] = ()) -> tuple[Finding | None, list[Ask]]:
    """The finding of the adapter when its requests are answered in turn (the last answer repeats), and what it asked."""
    examination, asked, given = look_at_share(url, codes, LinkPolicy()), [], list(answers)
    try:
        ask = next(examination)
        while True:
            assert isinstance(ask, Ask)
            asked.append(ask)
            one = given.pop(0) if len(given) > 1 else given[0]
            ask = examination.send(one)
    except StopIteration as end:
        return end.value, asked


def coded(provider: str, code: str) -> Fetch:
    """An answer of the provider's own shape that carries a code."""
    number = int(code) if code.lstrip("-").isdigit() else code
    shapes: dict[str, object] = {
        "quark": {"status": 400, "code": number, "message": "…", "data": {"stoken": "x"}},
        "aliyun": {"code": code, "message": "…"},
        "115": {"state": False, "errno": number, "error": "…"},
        "123": {"code": number, "message": "…", "data": None},
        "tianyi": {"res_code": code, "res_message": "…"},
        "ctfile": {"code": number, "message": "…"},
        "mega": [number],
        "bilibili": {"code": number, "message": "…"},
    }
    return answer("https://api.test/", shapes[provider])


LINKS = {
    "quark": QUARK,
    "aliyun": ALIYUN,
    "115": COWORK,
    "123": PAN123,
    "tianyi": TIANYI,
    "ctfile": CTFILE,
    "mega": MEGA,
    "bilibili": BILI,
}
API_ROWS = [row for row in ROWS if row.provider in LINKS]


@pytest.mark.parametrize("row", API_ROWS, ids=lambda row: f"{row.provider} {row.code}")
def test_every_code_of_the_tables_is_read_from_the_providers_own_shape(row) -> None:  # type: ignore[no-untyped-def]
    finding, _ = look(LINKS[row.provider], coded(row.provider, row.code))
    assert finding is not None
    wanted = "suspect" if row.state == "dead" else row.state
    assert finding.state == wanted, finding
    assert finding.weight == ("S" if row.state == "dead" else "")


@pytest.mark.parametrize("provider", sorted(LINKS))
def test_a_code_that_is_in_no_table_is_unknown_and_named_for_a_person(provider: str) -> None:
    finding, _ = look(LINKS[provider], coded(provider, "-98765"))
    assert finding is not None
    assert (finding.state, finding.weight) == ("unknown", "")
    assert "-98765" in finding.line
    assert finding.reason == "unmapped"
    assert finding.detail["body"]


@pytest.mark.parametrize("provider", sorted(LINKS))
@pytest.mark.parametrize("status", [200, 403, 404, 405, 412, 429, 500, 503])
def test_a_page_where_json_was_expected_is_never_evidence_of_death(provider: str, status: int) -> None:
    finding, _ = look(
        LINKS[provider], answer("https://api.test/", "<html><title>404 不存在</title></html>", status, "text/html")
    )
    assert finding is not None
    assert finding.state in ("unknown", "blocked")
    assert finding.weight == ""


@pytest.mark.parametrize("provider", sorted(LINKS))
@pytest.mark.parametrize("kind", [FailureKind.TIMEOUT, FailureKind.RESET, FailureKind.DNS_ERROR])
def test_a_silent_api_is_unknown(provider: str, kind: FailureKind) -> None:
    silent = Fetch("https://api.test/", "https://api.test/", NOW, failure=Failure(kind, "…"))
    finding, _ = look(LINKS[provider], silent)
    assert finding is not None
    assert (finding.state, finding.weight) == ("unknown", "")


def test_a_share_that_wants_a_code_or_another_code_exists() -> None:
    for url, value in (
        (QUARK, {"code": 41008}),
        (QUARK, {"code": 41007}),
        (COWORK, {"state": False, "errno": 4100012}),
        (COWORK, {"state": False, "errno": 4100008}),
    ):
        finding, _ = look(url, answer("https://api.test/", value))
        assert finding is not None
        assert finding.state == "alive"
        assert finding.reason in ("locked", "wrong_code")


def test_an_empty_list_is_suspect_and_counts_for_nothing() -> None:
    token = answer("https://drive-h.quark.cn/x", {"code": 0, "data": {"stoken": "t"}})
    finding, asked = look(QUARK, token, answer("https://drive-h.quark.cn/y", {"code": 0, "data": {"list": []}}))
    assert finding is not None
    assert (finding.state, finding.weight) == ("suspect", "")
    assert len(asked) == 2


def test_the_known_code_is_sent_and_nothing_else_of_ours() -> None:
    _, asked = look(QUARK + "?pwd=x7k2", coded("quark", "41012"))
    assert json.loads(asked[0].body)["passcode"] == "x7k2"
    assert not any(name.lower() in ("cookie", "authorization") for name, _ in asked[0].headers)


def test_baidus_redirects_are_read_by_where_they_lead() -> None:
    def sent(to: str) -> Finding | None:
        page = Fetch(BAIDU, BAIDU, NOW, 302, (("Location", to),))
        return look(BAIDU, page, answer("https://pan.baidu.com/share/list", {"errno": 2}))[0]

    locked, gone, captcha = (
        sent("/share/init?surl=x"),
        sent("/error/404.html"),
        sent("https://wappass.baidu.com/static/captcha/"),
    )
    assert locked is not None
    assert gone is not None
    assert captcha is not None
    assert (locked.state, locked.reason) == ("alive", "locked")
    assert (gone.state, gone.weight) == ("suspect", "S")
    assert captcha.state == "blocked"


def test_baidus_list_is_asked_with_the_id_without_its_leading_one() -> None:
    _, asked = look(
        BAIDU, answer(BAIDU, "<html><title>百度网盘</title></html>", kind="text/html"), answer("x", {"errno": 145})
    )
    assert "shorturl=AbCdEfGhIjKlMnOpQrStUv&" in asked[-1].url


def test_words_of_death_in_names_of_files_are_not_read() -> None:
    page = '<html><title>UC网盘</title><body><div class="list">资料已失效,文件不存在.pdf 和另外三个文件,点击保存到网盘之后可以在线查看</div></body></html>'
    finding, _ = look("https://drive.uc.cn/s/a1b2c3d4e5f64", answer("x", page, kind="text/html"))
    assert finding is not None
    assert finding.weight == ""


def test_a_video_that_oembed_does_not_know_must_be_borne_out_by_its_page() -> None:
    gone, _ = look(
        TUBE,
        answer("x", "Not Found", 404, "text/plain"),
        answer("x", '<script>var p={"playabilityStatus":{"status":"ERROR"}}</script>', kind="text/html"),
    )
    there, _ = look(
        TUBE,
        answer("x", "Not Found", 404, "text/plain"),
        answer("x", '<script>var p={"playabilityStatus":{"status":"OK"}}</script>', kind="text/html"),
    )
    assert gone is not None
    assert there is not None
    assert (gone.state, gone.weight, there.state) == ("suspect", "S", "alive")


@pytest.mark.parametrize(("url", "provider"), [
    ("https://pan.xunlei.com/s/VNabcdefghijklmnopqrstuvA1", "xunlei"),
    ("https://yun.139.com/shareweb/#/w/i/2abcDEF", "139"),
    ("https://www.ilanzou.com/s/AbC123", "ilanzou"),
    ("https://www.wenshushu.cn/f/abcdef123", "wenshushu"),
])  # fmt: skip
def test_providers_that_cannot_be_read_anonymously_say_why(url: str, provider: str) -> None:
    finding = _refusal(url)
    assert provider_of(url) == provider
    assert finding.state == "unsupported"
    assert UNREADABLE[provider] in finding.line


def _refusal(url: str) -> Finding:
    try:
        question = next(look_at_share(url, (), LinkPolicy()))
    except StopIteration as end:
        finding: Finding = end.value
        return finding
    raise AssertionError(f"asked {question}")


def test_every_row_says_where_it_was_seen_and_when_and_how_sure_it_is() -> None:
    assert len({(row.provider, row.code.lower()) for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert row.source
        assert row.seen_on.startswith("20")
        assert row.confidence in ("confirmed", "agreed", "single")
        assert row.provider in PROVIDERS
        assert row.state in ("alive", "dead", "suspect", "blocked", "unknown")
    assert meaning_of("quark", "no such code") is None
