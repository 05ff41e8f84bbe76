"""Invented names: which words are put anew, which stay, and that all texts agree on them."""

import random
import re

from hypothesis import given
from hypothesis import strategies as st

from tests.tools.test_questions import SENTENCES
from tools.train.renaming import collect_common, rename

COMMON = collect_common(SENTENCES, often=2)


def rename_with(seed: int, *texts: str) -> list[str]:
    return rename(texts, COMMON, random.Random(seed))


def test_a_name_is_put_anew_everywhere_and_its_kin_with_it() -> None:
    asked, told = rename_with(
        1, "Who leads Kestria?", "Mr Kovac, the Kestrian leader, left Kestria in May."
    )
    fresh = asked.removeprefix("Who leads ").removesuffix("ia?")
    assert fresh != "Kestr"
    assert told.startswith("Mr ")
    assert "Kovac" not in told
    assert f"the {fresh}ian leader, left {fresh}ia in May." in told


def test_what_says_of_which_kind_a_name_is_stays() -> None:
    [told] = rename(
        ["On Friday the Gannet Bridge and the NTSB were named."], {"bridge"}, random.Random(2)
    )
    found = re.fullmatch(r"On Friday the (\w+) Bridge and the ([A-Z]+) were named\.", told)
    assert found
    assert found[1] != "Gannet"
    assert found[2] != "NTSB"


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4), st.integers(0, 1000))
def test_nothing_but_names_changes(texts: list[str], seed: int) -> None:
    for before, after in zip(texts, rename_with(seed, *texts), strict=True):
        small = r"\b[a-z]+\b|[^\w\s]|\d+"
        assert re.findall(small, after) == re.findall(small, before)
        assert len(after.split()) == len(before.split())
    assert rename_with(seed, *texts) == rename_with(seed, *texts)
