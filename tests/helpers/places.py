"""Where things lie, and the day on which the sample archive is asked."""

from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
DATA = ROOT / "tests" / "data"
FLOOR = DATA / "quality_floor.json"
TODAY = date(2026, 10, 30)  # the sample archive ends two days before
