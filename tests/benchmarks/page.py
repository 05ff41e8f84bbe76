"""What a reader of the page waits for, in a real browser, and what the page's process grows to.

    python -m tests.benchmarks.page --archive DIR --data DIR [--questions N]

Started: from `python app.py` to the address on the terminal, to a question box that takes text.
Then the questions of DIR/news/questions.jsonl are asked without a model, in conversations of
twenty: from the key press to the whole answer with its numbers; the card of one on hover; the
article behind it, opened at its mark. Times in milliseconds, memory in MB. Needs a Chromium.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import numpy as np
from playwright.sync_api import Page, sync_playwright

from tests.helpers.places import ROOT

TODAY = "2023-12-31"  # the questions are of the weeks before
PORT = "7873"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=os.environ.get("CLIPPINGS_BENCH", ""))
    parser.add_argument("--archive", default="", help="a finished one")
    parser.add_argument("--questions", type=int, default=200, help="how many, asked in a row")
    options = parser.parse_args()
    file = Path(options.data) / "news" / "questions.jsonl"
    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    for lacks, reason in (
        (not options.data or not file.exists(), "no news in --data DIR (or CLIPPINGS_BENCH)"),
        (not options.archive, "--archive names no archive"),
        (program is None, "no Chromium is installed"),
    ):
        if lacks:
            print(f"skipped: {reason}")
            return 0
    lines = file.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    asked = [questions[n % len(questions)] for n in range(options.questions)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        _measure(browser.new_page(viewport={"width": 1440, "height": 900}), options.archive, asked)
        browser.close()
    return 0


def _measure(page: Page, archive: str, questions: list[str]) -> None:
    command = [sys.executable, "app.py", "--archive", archive, "--model", "none"]
    command += ["--today", TODAY, "--port", PORT]
    started = perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as served:
        try:
            assert served.stdout
            address = served.stdout.readline().split()[-1]
            print(f"address on the terminal       {_since(started):8.0f} ms after the start")
            page.goto(address)
            page.locator("#question").fill("?")
            print(f"question box takes text       {_since(started):8.0f}")
            _ask_all(page, questions, served.pid)
        finally:
            served.terminate()


def _ask_all(page: Page, questions: list[str], process: int) -> None:
    times: dict[str, list[float]] = {"first cited sentence": [], "card": [], "article": []}
    for count, question in enumerate(questions):
        page.locator("#question").fill(question)
        started = perf_counter()
        page.keyboard.press("Enter")
        page.locator("#current .question", has_text=question[:60]).wait_for()
        page.locator('#current .turn[aria-busy="false"]').wait_for(timeout=60_000)
        if page.locator("#current a.n").count() == 0:
            continue  # declined without anything near
        page.locator("#current a.n").first.wait_for()
        times["first cited sentence"].append(_since(started))
        if count == 0:
            print(f"first answer (model loads)    {times['first cited sentence'].pop():8.0f}")
        started = perf_counter()
        page.locator("#current a.n").first.hover()
        page.locator("#card:not([hidden])").wait_for()
        times["card"].append(_since(started))
        started = perf_counter()
        page.locator("#current a.n").first.click()
        page.locator("#article mark.cited").first.wait_for()
        times["article"].append(_since(started))
        page.locator("#reader .close").first.click()
        if count in {9, len(questions) - 1}:
            print(f"memory after {count + 1:4} questions   {_memory(process):8.0f} MB")
        if count % 20 == 19:
            page.locator("button.new").first.click()
            page.locator(".welcome").wait_for()
    for name, spent in times.items():
        middle, late = np.percentile(spent, [50, 95])
        print(f"{name:29} {middle:8.0f} p50  {late:6.0f} p95  (n = {len(spent)})")


def _memory(process: int) -> float:
    """Resident memory of the page's process in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _since(started: float) -> float:
    return 1000 * (perf_counter() - started)


if __name__ == "__main__":
    sys.exit(main())
