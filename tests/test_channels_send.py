"""Where deliveries go: each kind of channel against something real, and nothing secret in any error."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from scraper.alerting import Message, compose
from scraper.channels import SendResult, check_channel, close, explain_channel, mask, send
from scraper.errors import UsageError
from scraper.fetching.guard import AddressPolicy
from scraper.records import Channel, Delivery, EventKind

AT = datetime(2025, 1, 20, 4, 5, tzinfo=UTC)


def delivery(n: int = 1, **given: Any) -> Delivery:
    facts: dict[str, Any] = {
        "delivery_id": n,
        "event_id": n,
        "channel": "c",
        "key": f"key-{n}",
        "attempts": 1,
        "at": AT,
        "kind": EventKind.CHANGED,
        "url": f"https://example.org/{n}",
        "title": "最后更新",
        "source": "s",
        "summary": "旧 → 新",
        "detail": {"links": 2},
        "from_version": 1,
        "to_version": 2,
    }
    return Delivery(**(facts | given))


MESSAGE = compose([delivery(1), delivery(2)])


def sent(target: str, message: Message = MESSAGE, **more: Any) -> SendResult:
    return asyncio.run(send(Channel("c", target), message, **more))


@dataclass
class Receiver:
    """A local HTTP server that keeps what it was sent and answers as told."""

    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"ok"
    hang_s: float = 0.0
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)


@contextmanager
def receiving(**given: Any) -> Iterator[Receiver]:
    receiver = Receiver(**given)

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            receiver.got.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            if receiver.hang_s:
                receiver.release.wait(receiver.hang_s)
            self.send_response(receiver.status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(receiver.body)))
            self.end_headers()
            self.wfile.write(receiver.body)

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.release.set()
        server.shutdown()
        server.server_close()
        thread.join()


# -- standard output and files ---------------------------------------------------------------------------------


def test_stdout_prints_the_digest(capsys: pytest.CaptureFixture[str]) -> None:
    assert sent("stdout:").ok
    assert "最后更新" in capsys.readouterr().out


def test_a_file_gets_a_line_per_event(tmp_path: Path) -> None:
    file = tmp_path / "new" / "alerts.jsonl"
    assert sent(f"jsonl:{file}").ok
    assert sent(f"jsonl:{file}", compose([delivery(3)])).ok
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [row["key"] for row in rows] == ["key-1", "key-2", "key-3"]
    assert rows[0] == {
        "key": "key-1", "event_id": 1, "at": "2025-01-20T04:05:00+00:00", "kind": "changed", "url": "https://example.org/1",
        "title": "最后更新", "source": "s", "summary": "旧 → 新", "from_version": 1, "to_version": 2, "detail": {"links": 2},
    }  # fmt: skip


def test_a_line_that_a_crash_cut_off_does_not_spoil_the_next(tmp_path: Path) -> None:
    file = tmp_path / "alerts.jsonl"
    file.write_bytes(b'{"key": "cut')
    assert sent(f"jsonl:{file}", compose([delivery(3)])).ok
    assert json.loads(file.read_text(encoding="utf-8").splitlines()[1])["key"] == "key-3"


def test_broken_characters_of_a_page_do_not_stop_a_delivery(tmp_path: Path) -> None:
    file = tmp_path / "alerts.jsonl"
    assert sent(f"jsonl:{file}", compose([delivery(1, title="\ud800\x00", summary="\udfff")])).ok
    assert json.loads(file.read_text(encoding="utf-8"))["key"] == "key-1"


def test_a_file_that_cannot_be_written_is_an_error_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = sent(f"jsonl:{tmp_path / 'file' / 'alerts.jsonl'}")
    assert not result.ok
    assert "cannot be written" in str(result.error)


# -- webhook ---------------------------------------------------------------------------------------------------


def test_a_webhook_gets_signed_json_with_an_idempotency_key() -> None:
    with receiving() as receiver:
        assert sent(f"webhook+http://s3cret@127.0.0.1:{receiver.port}/hook?a=b").ok
    ((path, headers, body),) = receiver.got
    assert path == "/hook?a=b"
    assert "authorization" not in headers
    assert headers["idempotency-key"] == MESSAGE.key
    signed = headers["x-pagewatch-timestamp"].encode() + b"." + body
    assert headers["x-pagewatch-signature"] == "sha256=" + hmac.new(b"s3cret", signed, hashlib.sha256).hexdigest()
    said = json.loads(body)
    assert [event["key"] for event in said["events"]] == ["key-1", "key-2"]
    assert "最后更新" in body.decode("utf-8")


def test_a_webhook_without_a_secret_is_not_signed() -> None:
    with receiving() as receiver:
        assert sent(f"webhook+http://127.0.0.1:{receiver.port}/hook").ok
    assert "x-pagewatch-signature" not in receiver.got[0][1]


def test_a_refusal_is_an_error_with_status_and_words() -> None:
    with receiving(status=500, body="数据库 down".encode()) as receiver:
        result = sent(f"webhook+http://127.0.0.1:{receiver.port}/hook")
    assert not result.ok
    assert "status 500" in str(result.error)
    assert "数据库 down" in str(result.error)


def test_a_redirect_is_not_followed() -> None:
    with (
        receiving() as elsewhere,
        receiving(status=302, headers={"Location": f"http://127.0.0.1:{elsewhere.port}/"}) as receiver,
    ):
        assert not sent(f"webhook+http://127.0.0.1:{receiver.port}/hook").ok
    assert elsewhere.got == []


def test_a_webhook_that_hangs_is_given_up_in_time() -> None:
    with receiving(hang_s=30) as receiver:
        start = time.monotonic()
        result = sent(f"webhook+http://127.0.0.1:{receiver.port}/hook", limit_s=0.3)
    assert "no answer within 0.3 s" in str(result.error)
    assert time.monotonic() - start < 20  # the receiver hangs for 30 s


def test_a_webhook_that_is_not_there_is_an_error() -> None:
    with receiving() as receiver:
        port = receiver.port
    result = sent(f"webhook+http://tok-en-12345@127.0.0.1:{port}/secret-path")
    assert not result.ok
    assert "tok-en-12345" not in str(result.error)
    assert "secret-path" not in str(result.error)


# -- Apprise ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def apprise() -> Iterator[None]:
    """The sender processes, ended after the module. The environment that they take along names a proxy that is not there."""
    close()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("http_proxy", "HTTPS_PROXY", "all_proxy"):
            patch.setenv(name, "http://127.0.0.1:9")
        yield
    close()


@pytest.mark.usefixtures("apprise")
def test_an_apprise_channel_gets_subject_and_text() -> None:
    with receiving() as receiver:
        assert sent(f"json://127.0.0.1:{receiver.port}/in") == SendResult(True)
    said = json.loads(receiver.got[0][2])
    assert said["title"] == MESSAGE.subject
    assert "旧 → 新" in said["message"]
    assert "<" not in said["message"]


@pytest.mark.usefixtures("apprise")
def test_an_apprise_channel_that_fails_says_why_without_its_secrets() -> None:
    with receiving(status=403) as receiver:
        result = sent(f"json://user:pa55word@127.0.0.1:{receiver.port}/tok-12345?+X-Key=k3y-k3y")
    assert not result.ok
    assert result.error
    for secret in ("pa55word", "tok-12345", "k3y-k3y"):
        assert secret not in result.error


@pytest.mark.usefixtures("apprise")
def test_an_apprise_channel_that_hangs_is_stopped_and_the_next_message_goes_out() -> None:
    with receiving(hang_s=60) as slow, receiving() as quick:
        result = sent(f"json://127.0.0.1:{slow.port}/in", limit_s=2.0)
        assert "not taken within 2 s" in str(result.error)
        assert sent(f"json://127.0.0.1:{quick.port}/in").ok


@pytest.mark.usefixtures("apprise")
@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "017700000001"])
def test_an_apprise_service_does_not_dial_what_a_name_resolves_to_inside_the_network(host: str) -> None:
    judge = AddressPolicy.of(False).judge_message
    with receiving() as receiver:
        result = sent(f"json://{host}:{receiver.port}/in", judge=judge)
        assert str(result.error).startswith("blocked by policy: 127.0.0.1 is a loopback address")
        assert receiver.got == []


@pytest.mark.usefixtures("apprise")
def test_an_apprise_service_may_dial_what_the_operator_named_or_allows() -> None:
    judge = AddressPolicy.of(False).judge_message
    with receiving() as receiver:
        allowed = AddressPolicy.of([f"127.0.0.0/8:{receiver.port}"]).judge_message
        assert sent(f"json://127.0.0.1:{receiver.port}/in", judge=judge).ok
        assert sent(f"json://localhost:{receiver.port}/in", judge=judge).ok
        assert sent(f"json://2130706433:{receiver.port}/in", judge=allowed).ok
        assert len(receiver.got) == 3


@pytest.mark.usefixtures("apprise")
def test_an_apprise_service_uses_no_proxy_of_the_environment() -> None:
    with receiving() as receiver:
        assert sent(f"json://127.0.0.1:{receiver.port}/in").ok
        assert len(receiver.got) == 1


@pytest.mark.usefixtures("apprise")
def test_only_apprise_knows_whether_a_service_exists() -> None:
    assert asyncio.run(explain_channel("json://127.0.0.1/")) is None
    assert asyncio.run(explain_channel("stdout:")) is None
    said = asyncio.run(explain_channel("tgram://tok-12345"))
    assert said
    assert "tok-12345" not in said
    assert "is refused" in str(asyncio.run(explain_channel("dbus://")))


def test_a_refused_kind_is_never_handed_to_apprise() -> None:
    result = sent("syslog://")
    assert not result.ok
    assert "refused" in str(result.error)


# -- addresses -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    ["stdout:", "jsonl:a.jsonl", "jsonl:/var/log/a.jsonl", "webhook+https://k@h.example/x", "webhook+http://[::1]:80/", "mailtos://u:p@h.example",
     "tgram://token/chat", "ntfy://topic", "dingtalk://token", "schan://key"],
)  # fmt: skip
def test_an_address_that_may_work_is_accepted(target: str) -> None:
    check_channel(target)


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("", "empty"),
        ("nonsense", "starts with its kind"),
        ("stdout:/dev/null", "just stdout:"),
        ("jsonl:", "needs a file"),
        ("webhook+https://", "needs a host"),
        ("webhook+https://h.example:port/", "cannot be read"),
        ("https://h.example/hook", r"webhook\+https"),
        ("mailto:", "needs an address"),
        ("json://a\nb", "broken"),
        ("dbus://", "refused"),
        ("SYSLOG://x", "refused"),
        ("windows://", "refused"),
        ("gnome://", "refused"),
        ("macosx://", "refused"),
    ],
)
def test_an_address_that_cannot_work_is_refused_at_once(target: str, wanted: str) -> None:
    with pytest.raises(UsageError, match=wanted):
        check_channel(target)


def test_masking_hides_all_but_the_host() -> None:
    target = "json://user:pa%40ss@h.example:80/token1/token2?key=v4lue"
    text = f"{target} user pa%40ss pa@ss token1 token2 v4lue h.example"
    assert mask(text, target) == "json://*** *** *** *** *** *** *** h.example"
    assert "9f8e7d6c" not in mask("bad token 9f8e7d6c", "discord://9f8e7d6c/abcdef")
