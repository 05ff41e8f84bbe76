"""Makes docs/page.png anew. Needs an archive of corpus/ and an installed Chromium.

python docs/take_screenshot.py --archive archive
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
QUESTION = "What ended the rail strike?"
APP = ["app.py", "--model", "none", "--today", "2026-10-30", "--port", "7869"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", default="archive", help="an archive of corpus/")
    options = parser.parse_args()
    command = [sys.executable, *APP, "--archive", options.archive]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout
            address = program.stdout.readline().split()[-1]
            _take(address, ROOT / "docs" / "page.png")
        finally:
            program.terminate()


def _take(address: str, picture: Path) -> None:
    browser = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = running.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
        page.goto(address)
        page.locator("textarea").fill(QUESTION)
        page.keyboard.press("Enter")
        page.locator("#current a[data-n]").nth(1).click(timeout=60_000)
        page.locator("#article mark").first.wait_for()
        page.wait_for_timeout(600)  # the reader's slide ends
        page.screenshot(path=picture)
        running.close()


if __name__ == "__main__":
    main()
