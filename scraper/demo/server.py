"""A small web site on 127.0.0.1 whose pages change while it runs. Standard library only; a thread per request."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

__all__ = ["Page", "Site"]

_ROBOTS = "User-agent: *\nDisallow: /private/\n"


@dataclass(frozen=True, slots=True)
class Page:
    """What a path answers."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200


class Site:
    """Pages by path, with ETags and 304 as a well-kept server gives them."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.requests = self.not_modified = 0
        site = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site._answer(self, with_body=True)

            def do_HEAD(self) -> None:
                site._answer(self, with_body=False)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.put("/robots.txt", _ROBOTS, "text/plain; charset=utf-8")
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def put(
        self, path: str, body: str | bytes, content_type: str = "text/html; charset=utf-8", status: int = 200
    ) -> None:
        """Serve `body` at `path` from now on."""
        self.pages[path] = Page(body.encode() if isinstance(body, str) else body, content_type, status)

    def remove(self, path: str, *, for_good: bool = False) -> None:
        """Answer 404 at `path` from now on, or 410 (`for_good`)."""
        self.pages.pop(path, None)
        if for_good:
            self.put(path, "<title>Gone</title><h1>This page was withdrawn</h1>", status=410)

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler, *, with_body: bool) -> None:
        self.requests += 1
        missing = Page(b"<title>404</title><h1>Not found</h1><p>There is no such page here.</p>", status=404)
        page = self.pages.get(request.path.split("?", 1)[0], missing)
        tag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
        if page.status == 200 and request.headers.get("If-None-Match") == tag:
            self.not_modified += 1
            request.send_response(304)
            request.send_header("ETag", tag)
            request.end_headers()
            return
        request.send_response(page.status)
        request.send_header("Content-Type", page.content_type)
        request.send_header("Content-Length", str(len(page.body)))
        if page.status == 200:
            request.send_header("ETag", tag)
        request.end_headers()
        if with_body:
            request.wfile.write(page.body)
