"""Printing by headless Chromium: with a process for each print, and with one that stays."""

import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PROGRAM = "chromium"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

Print = Callable[[str], bytes]


def cold(folder: Path) -> Print:
    """Each print starts the browser, as a system does that shells out to it."""
    source, made, profile = folder / "page.html", folder / "page.pdf", folder / "profile"

    def run(html: str) -> bytes:
        source.write_text(html, encoding="utf-8")
        command = [PROGRAM, "--headless", *OPTIONS, f"--user-data-dir={profile}", "--no-pdf-header-footer"]
        subprocess.run(
            [*command, f"--print-to-pdf={made}", source.as_uri()], check=True, capture_output=True, timeout=60
        )
        return made.read_bytes()

    return run


@contextmanager
def warm(path: str) -> Iterator[Print]:
    """The browser runs already; each print is a new page in it. In a thread of its own, for its event loop."""
    with ThreadPoolExecutor(1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        running = thread.submit(lambda: playwright.chromium.launch(executable_path=path, args=OPTIONS)).result()
        try:
            yield lambda html: thread.submit(_printed, running, html).result()
        finally:
            thread.submit(running.close).result()
            thread.submit(playwright.stop).result()


def _printed(running: Browser, html: str) -> bytes:
    page = running.new_page()
    page.set_content(html)
    pdf = page.pdf(format="Letter", tagged=True)
    page.close()
    return pdf
