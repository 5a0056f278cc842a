"""What a page is in a real browser and to a validator: its faults, as lines for a person to read.

Each function gives a list, which is empty where all is well. So a test reads
`assert axe_violations(page) == []`, and where it fails it names the element and the mend.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
    sync_playwright,
)

ROOT: Final = Path(__file__).parents[2]

#: Playwright brings none that could be had everywhere; Debian's is on PATH.
CHROMIUM: Final = "chromium"
ARGUMENTS: Final = (
    "--no-sandbox",  # CI is root, and Chromium then has none
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Nothing that a page or the browser asks for leaves this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

#: WCAG 2.2 at level AA, with all that it takes over from 2.0 and 2.1; and good practice.
AXE_TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

#: CSS pixels: as narrow as WCAG 2.2 (1.4.10, Reflow) lets no page scroll sideways.
NARROW: Final = 320

VALIDATOR: Final = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
VALIDATOR_RULES: Final = Path(__file__).with_name("html-validate.mjs")

# The page's widest parts, where it scrolls sideways: elements that reach beyond the window, without
# those that only hold such an element, and without what is cut or scrolls in a box of its own.
STICKING_OUT: Final = """() => {
    const page = document.scrollingElement, window_width = page.clientWidth;
    if (page.scrollWidth <= window_width) return [];
    const boxed = element => {
        for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
            if (getComputedStyle(box).overflowX !== "visible") return true;
        return false;
    };
    const beyond = element => element.getBoundingClientRect().right > window_width + 0.5;
    const name = element => element.tagName.toLowerCase() + (element.id ? "#" + element.id : "")
        + [...element.classList].map(one => "." + one).join("");
    const found = [...document.body.querySelectorAll("*")]
        .filter(element => beyond(element) && !boxed(element))
        .filter(element => ![...element.children].some(beyond))
        .map(element => `${name(element)} reaches to ${
            Math.ceil(element.getBoundingClientRect().right)} px`);
    return [`the page is ${page.scrollWidth} px wide in a window of ${window_width} px`, ...found];
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium without a window, and end it."""
    path = shutil.which(CHROMIUM)
    assert path is not None, "Chromium is not here; `make journeys` says what installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def watch(page: Page) -> list[str]:
    """Give a list that fills with what the page does and should not, while a test uses it.

    That is: a script that fails, an error in the console, a file that the server does not have,
    anything asked of another server. That a whole page is refused (404, 422) is no fault.
    """
    faults: list[str] = []

    def failed(error: Error) -> None:
        faults.append(f"a script failed: {error.message}")

    def said(message: ConsoleMessage) -> None:
        # What does not load is told below, with its address.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(f"the console has an error: {message.text}")

    def asked(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname != "127.0.0.1":
            faults.append(f"asks another server for {request.url}")

    def answered(response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            faults.append(f"{response.url} is answered with {response.status}")

    page.on("pageerror", failed)
    page.on("console", said)
    page.on("request", asked)
    page.on("response", answered)
    return faults


def axe_violations(page: Page) -> list[str]:
    """Give what axe-core holds against the page as it now stands: rule, place, what would mend it.

    axe is a script itself. Where the page was loaded without scripts they are let run for it alone:
    the page's own have not been loaded by then, so that it is judged as people without them get it.
    Only what is in `<noscript>` escapes it, since a browser hides that while any script may run.
    """
    options = {
        "runOnly": {"type": "tag", "values": list(AXE_TAGS)},
        "resultTypes": ["violations"],
    }
    with scripts_running(page):
        found = Axe().run(page, options=options).response["violations"]
    return [
        f"{violation['id']} ({node['impact']}) at {place(node)}: {violation['help']}. "
        f"{' '.join(node['failureSummary'].split())}"
        for violation in found
        for node in violation["nodes"]
    ]


def place(node: Mapping[str, Any]) -> str:
    """Name an element of axe's as selectors from the page inwards, through frames and shadows."""
    steps = (step if isinstance(step, str) else " >> ".join(step) for step in node["target"])
    return " >> ".join(steps)


@contextmanager
def scripts_running(page: Page) -> Iterator[None]:
    """Let scripts run for a while in a page where they may not."""
    if not page.evaluate("matchMedia('(scripting: none)').matches"):
        yield
        return
    session = page.context.new_cdp_session(page)

    def forbid(value: bool) -> None:
        session.send("Emulation.setScriptExecutionDisabled", {"value": value})

    # A session passes on only what changes in it, and Playwright forbids scripts in one of its own.
    # It stays attached: what it has set ends with it.
    forbid(True)
    forbid(False)
    yield
    forbid(True)


def sticking_out(page: Page, width: int = NARROW) -> list[str]:
    """Give what makes the page scroll sideways in a window that is `width` CSS pixels wide.

    At 400 % in a window of 1280 by 1024 pixels, a page is laid out in 320 by 256 CSS pixels: that
    is what zoom means to it. So one look at that size answers for zoom and for a small screen.
    """
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 256})
    found: list[str] = page.evaluate(STICKING_OUT)
    if before is not None:
        page.set_viewport_size(before)
    return found


def html_errors(documents: Mapping[str, str]) -> list[str]:
    """Give what html-validate holds against documents, as the server sent them, by their names.

    It takes all of them at once, since half a second goes by before it looks at the first. A page's
    own account of itself (`page.content()`) will not do: the browser has mended that already.
    """
    assert documents, "no document is no proof"
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    node = shutil.which("node", path=beside)
    assert node is not None, "Node is not here; `make assets` brings it"
    assert VALIDATOR.is_file(), "html-validate is not here; `make assets` brings it"
    with tempfile.TemporaryDirectory() as folder:
        names: dict[str, str] = {}
        for number, (name, html) in enumerate(documents.items()):
            path = Path(folder, f"{number:06}.html")  # it reports them in the order of their names
            path.write_text(html, "utf-8", newline="")
            names[str(path)] = name
        reports = Path(folder, "reports.json")  # not a pipe, which Node may leave half full
        options = ("--config", str(VALIDATOR_RULES), "--formatter", f"json={reports}")
        command = (node, str(VALIDATOR), *options, *names)
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        assert done.returncode in {0, 1}, done.stderr
        found = json.loads(reports.read_text("utf-8"))
    return [
        f"{names[report['filePath']]}:{message['line']}:{message['column']}: "
        f"{message['message']} ({message['ruleId']})"
        for report in found
        for message in report["messages"]
    ]
