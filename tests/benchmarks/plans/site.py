"""A site of cameras from a file to its tasks, in a browser: how long that takes, and in how many actions.

The README's server, a relay and the simulated cloud, which takes 50 ms for each create call, run beside it.
`CAMERAS` in the environment is how many the large site has. Run as a module it makes the server's data.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.crowded import SERVER, find_port
from tests.benchmarks.figures import Figure
from tests.benchmarks.world import ROOT
from tests.support.chromium import CHROMIUM
from tests.support.waiting import wait_for_port

CAMERAS, FEW = int(os.environ.get("CAMERAS", 5_000)), 50
NEW, CHANGED, GONE = 40, 25, 10
CLOUD_SECONDS, FAULTS_A_LINE = 0.05, 1_000
PATIENCE = 20 * 60 * 1_000
"""Milliseconds after which a run is taken to hang."""
PROJECT = "/projects/harbour"


@dataclass(frozen=True, kw_only=True)
class Goal:
    """The most that it may take."""

    seconds: float
    actions: int


FEW_GOAL, MANY_GOAL, WEEK_GOAL = (
    Goal(seconds=60, actions=15),
    Goal(seconds=600, actions=100),
    Goal(seconds=600, actions=30),
)


class Operator:
    """Somebody at the browser, whose clicks, fields and files are counted."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.actions = page, address, 0

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.actions += 1

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).first.fill(text)
        self.actions += 1

    def press(self, name: str, *, heading: str = "") -> None:
        """Presses a button or follows a link, and waits for the page with that heading."""
        main = self.page.locator("main")
        either = main.get_by_role("button", name=name, exact=True).or_(
            main.get_by_role("link", name=name, exact=True)
        )
        either.last.click()
        self.actions += 1
        if heading:
            self.page.locator("h1", has_text=heading).wait_for(timeout=PATIENCE)

    def choose_file(self, path: Path) -> None:
        self.page.locator("main input[type=file]").first.set_input_files(path)
        self.actions += 1

    def tick(self, name: str) -> None:
        self.page.locator(f"input[name={name}]").check()
        self.actions += 1


def measure_site() -> Iterator[Figure]:
    if CHROMIUM is None:
        print("A site in a browser: left out, no chromium was found", flush=True)
        return
    with running_site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        sign_in(Operator(page, address))
        with tempfile.TemporaryDirectory() as folder:
            few, many = Path(folder, "few.csv"), Path(folder, "many.csv")
            write_table(few, "gate", range(FEW))
            yield from show(f"{FEW} cameras", FEW_GOAL, *create_site(page, address, few, FEW))
            write_table(many, "berth", range(CAMERAS))
            yield from show(f"{CAMERAS} cameras", MANY_GOAL, *create_site(page, address, many, CAMERAS))
            write_table(many, "berth", range(GONE, CAMERAS + NEW), moved=range(GONE, GONE + CHANGED))
            yield from show("the next week's change", WEEK_GOAL, *change_site(page, address, many))
        browser.close()


def show(what: str, goal: Goal, seconds: float, actions: int) -> Iterator[Figure]:
    yield Figure(name=f"{what}, file to tasks", value=seconds, limit=goal.seconds, unit="s")
    yield Figure(name=f"{what}, file to tasks", value=actions, limit=goal.actions, unit="actions")


def sign_in(operator: Operator) -> None:
    operator.open("/sign-in/")
    operator.page.locator("#id_username").fill("operator")
    operator.page.locator("#id_password").fill("operator-demo")
    operator.page.locator("#id_password").press("Enter")
    operator.page.wait_for_url(f"{operator.address}/projects/**")


def write_table(path: Path, name: str, numbers: range, *, moved: range = range(0)) -> None:
    rows = (
        f"{name}-{number},rtsp://192.0.2.{2 if number in moved else 1}/{name}/{number},north"
        for number in numbers
    )
    path.write_text("\n".join(["Camera,Stream URL,Site", *rows]), encoding="utf-8")


def create_site(page: Page, address: str, table: Path, count: int) -> tuple[float, int]:
    """Seconds and actions from the project's page to the last task."""
    operator, begin = Operator(page, address), time.monotonic()
    operator.open(f"{PROJECT}/plans/")
    operator.press("New plan", heading="New plan")
    operator.choose_file(table)
    operator.press("Read table", heading="Columns")
    operator.press("Create plan", heading=table.stem)
    operator.press("Review and apply", heading="Review and apply")
    operator.press("Apply plan")
    wait_for_end(page, count)
    return time.monotonic() - begin, operator.actions


def change_site(page: Page, address: str, table: Path) -> tuple[float, int]:
    """The same of next week's table: new, changed and gone cameras, of which the last two are confirmed."""
    operator, begin = Operator(page, address), time.monotonic()
    operator.open(f"{PROJECT}/plans/")
    operator.press(table.stem, heading=table.stem)
    operator.press("Next table", heading="Next table")
    operator.choose_file(table)
    operator.press("Read table", heading="Columns")
    operator.press("Take table", heading=table.stem)
    operator.press("Review and apply", heading="Review and apply")
    operator.tick("replaces")
    operator.tick("deletes")
    operator.press("Apply plan", heading=f"Apply “{table.stem}")
    confirm(operator)
    operator.press("Apply plan")
    wait_for_end(page, NEW + CHANGED + GONE)
    return time.monotonic() - begin, operator.actions


def confirm(operator: Operator) -> None:
    """Types how many tasks are deleted, where that is asked."""
    box = operator.page.locator("main input[name=typed_count]")
    if box.count():
        box.fill(str(CHANGED + GONE))
        operator.actions += 1


def wait_for_end(page: Page, count: int) -> None:
    page.get_by_text(f"{count:,} of {count:,} finished").or_(
        page.get_by_text(f"{count} of {count} finished")
    ).first.wait_for(timeout=PATIENCE)


@contextmanager
def running_site() -> Iterator[str]:
    """The address of a server on data of its own, with a relay and a cloud beside it."""
    with tempfile.TemporaryDirectory() as home, ExitStack() as running:
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TASKBUILDER", "DJANGO"))
        }
        environment |= {"TASKBUILDER_HOME": home, "TASKBUILDER_STATIC_ROOT": f"{home}/static"}
        environment |= {"TASKBUILDER_DEMO": "true", "TASKBUILDER_LOG_LEVEL": "WARNING"}
        environment |= {"DJANGO_SETTINGS_MODULE": "taskbuilder.settings"}
        cloud, web = find_port(), find_port()
        run = [sys.executable, "-W", "ignore"]
        data = [*run, "-m", "tests.benchmarks.plans.site", f"http://127.0.0.1:{cloud}"]
        subprocess.run(data, cwd=ROOT, env=environment, check=True)
        late = [f"--fault=late={CLOUD_SECONDS}*{FAULTS_A_LINE}"] * (2 + CAMERAS // FAULTS_A_LINE)
        log = running.enter_context(Path(home, "log").open("w"))
        for command in (
            ["manage.py", "simulator", "--port", str(cloud), *late],
            ["manage.py", "relay"],
            [*SERVER, "--workers", "2", "--bind", f"127.0.0.1:{web}", "taskbuilder.wsgi"],
        ):
            process = subprocess.Popen([*run, *command], cwd=ROOT, env=environment, stdout=log, stderr=log)
            running.callback(process.wait)
            running.callback(process.terminate)
        for port in (cloud, web):
            wait_for_port(port)
        yield f"http://127.0.0.1:{web}"


def make_data(cloud: str) -> None:
    """The samples, with a template that asks for a camera's name and address."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from taskbuilder.records.samples import load_samples
    from tests.journeys.reuse.test_plans import add_berths

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load_samples(cloud_url=cloud, now=timezone.now())
    add_berths()


if __name__ == "__main__":
    make_data(sys.argv[1])
