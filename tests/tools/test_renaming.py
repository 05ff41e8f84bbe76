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
    text = "On Friday Sen. Lee said that both the Gannet Bridge and the NTSB were named by voters."
    [told] = rename([text], {"bridge"}, random.Random(2))
    shape = r"On Friday Sen\. (?!Lee)\w+ said that both the (\w+) Bridge and the ([A-Z]+) were "
    found = re.match(shape, told)
    assert found
    assert found[1] != "Gannet"
    assert found[2] != "NTSB"


def test_a_short_name_leaves_longer_words_alone() -> None:
    text = "The mayor met Tim and Lee there. Time will tell. Timber and leeks are Tim's trade."
    [told] = rename([text], COMMON, random.Random(3))
    assert "Tim " not in told
    assert "Tim's" not in told
    assert "Time will tell. Timber and leeks" in told


def test_a_headline_in_capitals_takes_the_names_of_the_text() -> None:
    title, told = rename_with(
        4, "KOVAC Wins Vote As Rivals Leave", "On Monday it was said that Kovac had won the vote."
    )
    fresh = re.fullmatch(r"On Monday it was said that (\w+) had won the vote\.", told)
    assert fresh
    assert title == f"{fresh[1].upper()} Wins Vote As Rivals Leave"


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4), st.integers(0, 1000))
def test_nothing_but_names_changes(texts: list[str], seed: int) -> None:
    for before, after in zip(texts, rename_with(seed, *texts), strict=True):
        small = r"\b[a-z]+\b|[^\w\s]|\d+"
        assert re.findall(small, after) == re.findall(small, before)
        assert len(after.split()) == len(before.split())
    assert rename_with(seed, *texts) == rename_with(seed, *texts)
