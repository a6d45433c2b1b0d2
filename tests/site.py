"""A small real web site on 127.0.0.1, port 0, whose pages a test changes as it goes."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """What one path answers."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    validators: bool = True


class Site:
    """Pages by path; every request is kept in `log` as (path, headers)."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.log: list[tuple[str, dict[str, str]]] = []
        site = self

        class Page(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def put(self, path: str, body: str | bytes, *, status: int = 200, validators: bool = True, **headers: str) -> str:
        """Serve `body` at `path`; returns its URL. Header names are given with underscores."""
        raw = body.encode() if isinstance(body, str) else body
        named = {k.replace("_", "-"): v for k, v in headers.items()}
        named.setdefault("Content-Type", "text/html; charset=utf-8")
        self.pages[path] = Answer(raw, status, named, validators)
        return self.url + path

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.log.append((request.path, dict(request.headers.items())))
        page = self.pages.get(request.path)
        if page is None:
            page = Answer(b"<html><title>Not Found</title><p>Not found</p></html>", 404, validators=False)
        tag = '"' + hashlib.sha256(page.body).hexdigest()[:16] + '"'
        if page.validators and page.status == 200 and request.headers.get("If-None-Match") == tag:
            request.send_response(304)
            request.send_header("ETag", tag)
            request.end_headers()
            return
        request.send_response(page.status)
        for name, value in page.headers.items():
            request.send_header(name, value)
        if page.validators and page.status == 200:
            request.send_header("ETag", tag)
        request.send_header("Content-Length", str(len(page.body)))
        request.end_headers()
        request.wfile.write(page.body)

    def tag(self, path: str) -> str:
        """The ETag that a path answers with now."""
        return '"' + hashlib.sha256(self.pages[path].body).hexdigest()[:16] + '"'

    def asked(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(1 for p, _ in self.log if p == path)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def serving() -> Iterator[Site]:
    """A site for the length of a with block."""
    site = Site()
    try:
        yield site
    finally:
        site.close()
