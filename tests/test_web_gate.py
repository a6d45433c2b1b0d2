"""The gate: who is let in, what is refused, and what every answer carries."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.cli import main
from scraper.config import Web
from scraper.errors import UsageError
from scraper.web import address_from
from scraper.web.app import ROUTES
from scraper.web.protocol import Impatient
from scraper.web.sessions import FREE, Sessions, TooMany
from tests.pages import Browser, pages
from tests.seeded import seed
from tests.test_web_pages import concrete

OPEN = {"/health", "/readyz", "/login", "/static/{name}"}
CLOSED = [(method, route.path) for route in ROUTES for method in sorted(route.methods or ()) if route.path not in OPEN]
POSTS = [route.path for route in ROUTES if "POST" in (route.methods or ())]


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Pages with a password; nobody is signed in."""
    db = tmp_path_factory.mktemp("locked") / "pagewatch.db"
    seed(db)
    with pages(db, Web(password="correct horse")) as running:
        yield running


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Pages without a password."""
    db = tmp_path_factory.mktemp("free") / "pagewatch.db"
    seed(db)
    with pages(db) as running:
        yield running


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_without_a_session_no_route_shows_or_does_anything(locked: Browser, method: str, path: str) -> None:
    answer = locked.post(concrete(path)) if method == "POST" else locked.ask(method, concrete(path), b"", {})
    assert answer.status in (302, 401, 403), (method, path, answer.status)
    assert "免费字体" not in answer.text
    if answer.status == 302:
        assert answer.headers["location"].startswith("/login?next=/")


@pytest.mark.parametrize("path", ["/nope", "/documents/1/../1", "//", "/static/../documents/1", "/health/", "/LOGIN"])
def test_addresses_that_are_none_are_closed_too(locked: Browser, path: str) -> None:
    assert locked.get(path).status in (302, 401, 403, 404)
    assert "免费字体" not in locked.get(path).text


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example", "Sec_Fetch_Site": "cross-site"},
        {"Origin": "https://evil.example", "Sec_Fetch_Site": ""},
        {"Origin": "", "Sec_Fetch_Site": "cross-site"},
        {"Origin": "null", "Sec_Fetch_Site": ""},
        {"Origin": "", "Sec_Fetch_Site": "same-site"},
        {"Origin": "", "Sec_Fetch_Site": ""},
        {"Origin": "http://127.0.0.1:1", "Sec_Fetch_Site": ""},
    ],
    ids=lambda given: "+".join(v or "-" for v in given.values()),
)
def test_a_form_from_elsewhere_is_refused(free: Browser, path: str, headers: dict[str, str]) -> None:
    assert free.post(concrete(path), **headers).status == 403


def test_a_form_that_is_too_long_or_no_plain_form_is_refused(free: Browser) -> None:
    path = concrete(POSTS[0])
    assert free.post(path, {"why": "x" * (65 << 10)}).status == 413
    assert free.post(path, Content_Type="text/plain").status == 415
    assert free.post(path, Content_Type="multipart/form-data; boundary=x").status == 415
    assert free.ask("PUT", path, b"", {}).status == 405


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "a@b", "", "127.1.evil"],
)
def test_a_foreign_name_that_leads_here_is_turned_away(free: Browser, host: str) -> None:
    answer = free.get("/", Host=host or " ")
    assert answer.status in (400, 421)
    assert b"overview" not in answer.body.lower()


@pytest.mark.parametrize("host", ["localhost", "localhost:9", "127.0.0.1", "[::1]:80", "192.168.1.5:8470"])
def test_our_own_names_and_plain_addresses_are_known(free: Browser, host: str) -> None:
    assert free.get("/health", Host=host).status == 200


def test_the_name_in_base_url_is_known_also_behind_a_proxy(tmp_path: Path) -> None:
    seed(tmp_path / "pagewatch.db")
    with pages(tmp_path / "pagewatch.db", Web(base_url="https://Watch.example.org:443/", password="secret")) as browser:
        assert browser.get("/login", Host="watch.example.org").status == 200
        answer = browser.post(
            "/login", {"password": "secret"}, Host="watch.example.org", Origin="https://watch.example.org"
        )
        assert answer.status == 303
        assert "; secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    "path", ["/", "/health", "/nope", "/static/style.css", "/documents/1/versions/1/raw", "/changes.atom"]
)
def test_every_answer_carries_the_headers_of_defence(free: Browser, path: str) -> None:
    headers = free.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers


def test_refusals_carry_them_too(free: Browser, locked: Browser) -> None:
    for answer in (free.get("/", Host="evil.example"), free.post("/logout", Origin="null"), locked.get("/")):
        assert answer.status in (302, 403, 421)
        assert answer.headers["x-frame-options"] == "DENY"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_right_password_opens_and_signing_out_closes(tmp_path: Path) -> None:
    seed(tmp_path / "pagewatch.db")
    with pages(tmp_path / "pagewatch.db", Web(password="正确的密码")) as browser:
        assert browser.post("/login", {"password": "wrong"}).status == 403
        assert browser.get("/").status == 302
        answer = browser.post("/login", {"password": "正确的密码", "next": "/changes?kind=new"})
        assert (answer.status, answer.headers["location"]) == (303, "/changes?kind=new")
        flags = answer.headers["set-cookie"].lower()
        assert "httponly" in flags
        assert "samesite=strict" in flags
        assert browser.get("/").status == 200
        cookie = browser.cookie
        assert browser.post("/logout").status == 303
        browser.cookie = cookie
        assert browser.get("/").status == 302


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie: a=b",
        "\t//evil.example",
        "/logout",
        "/a\r\nb",
    ],
)
def test_after_signing_in_nobody_is_sent_elsewhere(locked: Browser, wanted: str) -> None:
    answer = locked.post("/login", {"password": "correct horse", "next": wanted})
    locked.cookie = ""
    assert answer.status == 303
    target = answer.headers["location"]
    assert target == "/" or (target.startswith("/%0d%0a") and "\n" not in target)


def test_feed_readers_may_give_the_password_with_the_request_and_only_for_the_feed(locked: Browser) -> None:
    right = "Basic " + base64.b64encode(b"reader:correct horse").decode()
    assert locked.get("/changes.atom").headers["www-authenticate"].startswith("Basic")
    assert locked.get("/changes.atom", Authorization=right).status == 200
    assert locked.get("/changes.atom", Authorization="Basic !!!").status == 401
    assert locked.get("/", Authorization=right).status == 302


@pytest.mark.parametrize(
    "half",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        b"POST /logout HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\na",
    ],
    ids=["silence", "headers", "body"],
)
def test_a_request_that_dribbles_in_is_cut_off(free: Browser, half: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Impatient, "REQUEST_S", 0.2)
    with socket.create_connection(("127.0.0.1", free.port), timeout=20) as slow:
        slow.sendall(half)
        rest = b"".join(iter(lambda: slow.recv(4096), b""))  # ends only when the server closes
    assert b"200 OK" not in rest
    assert free.get("/health").status == 200


class Clock:
    """A clock that goes when it is told to."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_wrong_guesses_cost_more_and_more_time_and_only_the_guesser() -> None:
    clock = Clock()
    sessions = Sessions("right", clock)
    for _ in range(FREE + 1):
        assert sessions.sign_in("wrong", "mallory") is None
    waits = []
    for _ in range(4):
        with pytest.raises(TooMany) as stopped:
            sessions.sign_in("right", "mallory")  # not even the right one is looked at
        waits.append(stopped.value.wait_s)
        clock.seconds += stopped.value.wait_s
        assert sessions.sign_in("wrong", "mallory") is None
    assert waits == sorted(waits)
    assert waits[-1] >= 8 * waits[0]
    assert sessions.sign_in("right", "alice") is not None


def test_a_session_ends_by_itself_and_a_made_up_token_is_none() -> None:
    clock = Clock()
    sessions = Sessions("right", clock)
    token = sessions.sign_in("right", "alice")
    assert sessions.knows(token)
    assert not sessions.knows("x" * 43)
    assert not sessions.knows("")
    clock.seconds += 31 * 86400
    assert not sessions.knows(token)


def test_a_guesser_is_told_to_wait(tmp_path: Path) -> None:
    seed(tmp_path / "pagewatch.db")
    with pages(tmp_path / "pagewatch.db", Web(password="right")) as browser:
        answers = [browser.post("/login", {"password": "wrong"}) for _ in range(FREE + 2)]
        assert [a.status for a in answers] == [403] * (FREE + 1) + [429]
        assert int(answers[-1].headers["retry-after"]) >= 1


# -- where it listens ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        (None, "127.0.0.1", 8470),
        ("", "127.0.0.1", 8470),
        ("9000", "127.0.0.1", 9000),
        (":9000", "127.0.0.1", 9000),
        ("localhost:0", "localhost", 0),
        ("[::1]:9000", "::1", 9000),
        ("::1", None, None),
        ("127.0.0.1", "127.0.0.1", 8470),
        ("127.0.0.1:70000", None, None),
        ("a b:1", None, None),
    ],
)
def test_an_address_is_read_as_people_write_it(text: str | None, host: str | None, port: int | None) -> None:
    if host is None:
        with pytest.raises(UsageError, match="cannot listen on"):
            address_from(text, Web())
    else:
        address = address_from(text, Web())
        assert (address.host, address.port) == (host, port)


@pytest.mark.parametrize("verb", [("serve",), ("run", "--web")])
@pytest.mark.parametrize("address", ["0.0.0.0:0", "[::]:0", "192.168.1.5:8470", "pages.example.org:80"])
def test_an_address_that_others_can_reach_needs_a_password(
    tmp_path: Path, verb: tuple[str, ...], address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--db", str(tmp_path / "pagewatch.db"), *verb, address]) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1
    assert "no password is set" in said[0]
    assert not (tmp_path / "pagewatch.db").exists()
    assert address_from(address, Web(password="x")).port >= 0


def test_pages_without_a_database_say_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--db", str(tmp_path / "none.db"), "serve", "127.0.0.1:0"]) == 1
    assert "pagewatch add URL" in capsys.readouterr().err


def test_before_signing_in_a_page_shows_nothing_but_the_way_in(locked: Browser) -> None:
    locked.cookie = ""
    page = locked.get("/login?next=/sources").dom
    assert page.xpath("//nav | //input[@name='q']") == []
    assert page.xpath("//input[@name='next']/@value") == ["/sources"]
