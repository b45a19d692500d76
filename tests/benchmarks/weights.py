"""What a browser loads: requests and compressed bytes of the first page, and of a step's redraw."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import requests
from django.conf import settings

from taskbuilder.records.samples import SIGN_INS
from tests.benchmarks.figures import Figure
from tests.support.waiting import PATIENCE, wait_until

MOST_FIRST_PAGE, MOST_STEP = 60.0, 75.0
MOST_REDRAW = 8.0
MOST_REQUESTS = 5
KILO = 1000
ASSETS = re.compile(r'(?:<script[^>]+src|<link[^>]+href|<use[^>]+href|<img[^>]+src)="([^"#]+)')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def measure_weights() -> list[Figure]:
    """Over HTTP from the demo's own web server, its cache empty at first, as in a browser."""
    with running_demo() as address:
        browser = requests.Session()
        browser.headers["Accept-Encoding"] = "gzip, deflate, br"
        first = load_page(browser, f"{address}/sign-in/")
        sign_in(browser, address)
        step = open_step(browser, address)
        whole = load_page(browser, step)
        return [
            Figure(name="requests of the first page", value=len(first), limit=MOST_REQUESTS, unit=""),
            Figure(
                name="the first page and all it loads, compressed",
                value=sum(first.values()) / KILO,
                limit=MOST_FIRST_PAGE,
                unit="kB",
            ),
            Figure(
                name="a step of the wizard and all it loads, nothing cached, compressed",
                value=sum(whole.values()) / KILO,
                limit=MOST_STEP,
                unit="kB",
            ),
            Figure(
                name="a redraw of the input step, compressed",
                value=weigh_redraw(browser, step) / KILO,
                limit=MOST_REDRAW,
                unit="kB",
            ),
        ]


@contextmanager
def running_demo() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as home, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TASKBUILDER", "DJANGO"))
        }
        environment |= {"TASKBUILDER_HOME": home, "TASKBUILDER_DEMO": "true", "PORT": str(port)}
        demo = subprocess.Popen(
            [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "demo"],
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_until_ready(f"http://localhost:{port}", demo)
            yield f"http://localhost:{port}"
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(timeout=PATIENCE)


def wait_until_ready(address: str, demo: subprocess.Popen[bytes]) -> None:
    wait_until(lambda: demo.poll() is not None or answers(address))
    if demo.poll() is not None:
        raise RuntimeError("The demo did not start.")


def answers(address: str) -> bool:
    """Whether its first page comes; a slow answer is one that does not come yet."""
    try:
        return requests.get(f"{address}/sign-in/", timeout=PATIENCE).ok
    except (requests.ConnectionError, requests.Timeout):
        return False


def load_page(browser: requests.Session, address: str) -> dict[str, int]:
    """The compressed size, in bytes, of a page and of each file that it loads."""
    page = browser.get(address, timeout=PATIENCE)
    page.raise_for_status()
    assets = {urljoin(address, asset) for asset in ASSETS.findall(page.text) if not asset.startswith("data:")}
    return {asset: weigh(browser, asset) for asset in {address, *assets}}


def weigh(browser: requests.Session, address: str) -> int:
    """The bytes of the body as they travel."""
    with browser.get(address, stream=True, timeout=PATIENCE) as answer:
        answer.raise_for_status()
        return len(answer.raw.read(decode_content=False))


def hidden_fields(page: str) -> dict[str, str]:
    return dict(HIDDEN.findall(page))


def sign_in(browser: requests.Session, address: str) -> None:
    operator = SIGN_INS[0]
    page = browser.get(f"{address}/sign-in/", timeout=PATIENCE)
    typed = {"username": operator.username, "password": operator.password}
    answer = browser.post(f"{address}/sign-in/", hidden_fields(page.text) | typed, timeout=PATIENCE)
    answer.raise_for_status()


def open_step(browser: requests.Session, address: str) -> str:
    """The address of the input step of a new draft."""
    page = browser.get(f"{address}/projects/harbour/", timeout=PATIENCE)
    draft = browser.post(
        f"{address}/projects/harbour/drafts/new/",
        hidden_fields(page.text) | {"step": "input"},
        timeout=PATIENCE,
    )
    draft.raise_for_status()
    return draft.url


def weigh_redraw(browser: requests.Session, step: str) -> int:
    """A choice of the input type, as htmx sends it."""
    page = browser.get(step, timeout=PATIENCE)
    typed = hidden_fields(page.text) | {"press": "reshape", "type": "restful"}
    headers = {"HX-Request": "true", "HX-Target": "branch"}
    with browser.post(step, typed, headers=headers, stream=True, timeout=PATIENCE) as answer:
        answer.raise_for_status()
        return len(answer.raw.read(decode_content=False))
