"""Five planted secrets: none is ever printed, logged, exported or sent to where it does not belong."""

from __future__ import annotations

import base64

import pytest

from tests.conftest import Pagewatch
from tests.running import Process, prose, receiving
from tests.site import Site

HOOK, APPRISE, PASSWORD, PROXY, URL = "hook5ecret", "appr1sesecret", "webpa55word", "pr0xysecret", "ur1secret"
SECRETS = (HOOK, APPRISE, PASSWORD, PROXY, URL)
# The signature of a webhook is made with its secret and may show; the secret, in no encoding, may not.
FORMS = [*SECRETS, *(base64.b64encode(f"user:{one}".encode()).decode() for one in SECRETS)]

VERBS = (
    ("list",), ("list", "--json"), ("show", "1"), ("show", "1", "--json"), ("history", "1"), ("changes", "--json"),
    ("alerts", "list", "--json"), ("alerts", "why", "1"), ("channels",), ("alerts", "test"), ("doctor",), ("stats", "--json"),
    ("links", "--json"), ("check", "--all", "--json"), ("check", "--all", "-v"), ("check", "--all", "-vv"),
    ("export", "--format", "opml"), ("export", "--format", "urls"), ("export", "--format", "json"),
    ("export", "--format", "atom"), ("export", "--format", "jsonfeed"), ("rules",),
)  # fmt: skip


def plant(pagewatch: Pagewatch, hook: str, *, proxy: str = "") -> None:
    """A configuration with all that is secret."""
    crawl = pagewatch.config.read_text(encoding="utf-8").partition("[alerts]")[0]
    if proxy:
        crawl += f'proxy = "http://user:{PROXY}@{proxy}"\n'
    pagewatch.config.write_text(
        f"{crawl}[alerts.channels]\n"
        f'hook = "{hook.replace("://", f"://{HOOK}@")}"\n'
        f'dead = "webhook+http://{HOOK}@127.0.0.1:9/{HOOK}?token={HOOK}"\n'
        f'post = "json://user:{APPRISE}@127.0.0.1:9/{APPRISE}"\n'
        f'[web]\npassword = "{PASSWORD}"\n',
        encoding="utf-8",
    )


def leaks(text: str) -> list[str]:
    return [line for line in text.splitlines() if any(form in line for form in FORMS)]


@pytest.mark.timeout(300)
def test_no_secret_is_printed_by_any_verb_or_by_the_service(pagewatch: Pagewatch, site: Site) -> None:
    said: dict[str, str] = {}

    def run(*verb: str) -> None:
        done = pagewatch.run(*verb, code=None)
        said[" ".join(verb)] = done.stdout + done.stderr

    with receiving() as receiver:
        plant(pagewatch, receiver.url)
        page = site.put("/a", prose("/a", 1) + "<a href='/gone'>gone</a>")
        secret_url = page.replace("://", f"://user:{URL}@")
        run("add", secret_url, "--kind", "page")
        run("check", "--all")
        site.put("/a", prose("/a", 2))
        for verb in VERBS:
            run(*verb)
        with Process(pagewatch.command("-vv", "run")) as service:
            service.said("running on")
            service.stop()
        said["run"] = service.text
        sent = repr(receiver.got)
    found = {verb: lines for verb, text in said.items() if (lines := leaks(text))}
    assert not found, found
    assert not leaks(sent)
    assert receiver.got, "the alert was not told at all"
    authorized = [headers.get("Authorization") for path, headers in site.log if path == "/a"]
    assert f"Basic {base64.b64encode(f'user:{URL}'.encode()).decode()}" in authorized, "it is used where it belongs"


def test_errors_name_no_secret_of_a_proxy_that_does_not_answer(pagewatch: Pagewatch, site: Site) -> None:
    plant(pagewatch, "webhook+http://127.0.0.1:9/x", proxy="127.0.0.1:9")
    said = ""
    for verb in (
        ("add", site.put("/a", prose("/a", 1))),
        ("check", "--all", "-vv"),
        ("show", "1"),
        ("doctor",),
        ("inspect", site.url),
    ):
        done = pagewatch.run(*verb, code=None)
        said += done.stdout + done.stderr
    assert not leaks(said)


def test_a_configuration_that_is_wrong_is_refused_without_its_secrets(pagewatch: Pagewatch) -> None:
    for line in (
        f'[crawl]\nproxy = "socks://user:{PROXY}@host"',
        f'[alerts]\nchannels = ["https://user:{APPRISE}@host/{APPRISE}"]',
        f'[alerts]\nchannels = ["webhook+https://{HOOK}@ho st:99999/"]',
        f'[web]\npassword = ["{PASSWORD}"]',
    ):
        pagewatch.config.write_text(line, encoding="utf-8")
        done = pagewatch.run("doctor", code=None)
        assert done.returncode != 0
        assert not leaks(done.stdout + done.stderr), line
