"""Furniture: told by what it says, or by coming again; and what must never be taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.furniture import REPEATS, find_furniture, find_repeated, hash_lines
from ingest.furniture_rules import LONGEST, is_furniture
from rag.text.sentences import split_sentences
from rag.types import Article

OUTLET = "harbourpost.example"
STORY = "The ferry sank off the pier on Monday. Nobody was hurt, the harbour master said."


@pytest.mark.parametrize(
    "text",
    [
        "Sign up for our newsletter to get the day's news",
        "Subscribe to the Harbour Post.",
        "Get the best stories delivered to your inbox.",
        "Download the Harbour Post app.",
        "Read more",
        "Read the full story here.",
        "More: Why the pier will be missed",
        "MORE:Why the pier will be missed",
        "Opinion:Why the pier will be missed",
        "More from the harbour:“We had luck,” says its master",
        "CAREER COMING TO CLOSE:Calling her the best ever says too little",
        "The pier is closed:Here is what to know before you sail",
        "Click here to see every sailing.",
        "For the latest on the ferry, read our live coverage of Monday.",
        "Story continues below gallery.",
        "Video Ad Feedback The ferry goes down 00:45 - Source: CNN",
        "Share this article",
        "Updated Dec. 3, 7:59 p.m.",
        "Published 10:35 a.m. EDT Wednesday, July 14",
        "Follow her on Twitter at @maralind.",
        "Contact Mara Lind at mlind@harbourpost.example or (302) 555-0123.",
        "mlind@harbourpost.example",
        "Mara Lind is a senior reporter for the Harbour Post.",
        "Contributing: Sam Orr and Oona Brandt",
        "The Associated Press contributed to this report.",
        "– Mara Lind and Sam Orr",
        "Opinion contributor",
        "New York CNN Business —",
        "Jo Doe/AFP/Getty Images",
        "A boat leaves the pier on Sunday. Jo Doe/AFP/Getty Images",
        "Photo by Jo Doe: the pier after the storm last night.",
        "Hide Caption 3 of 49 Photos: The prime minister on Monday.",
        "We use cookies to improve this site.",
        "We may earn a commission if you buy through our links.",
        "Advertisement",
        "© 2026 Harbour Post. All rights reserved.",
        "To report a correction, write to the editor.",
    ],
)
def test_lines_that_show_by_themselves_what_they_are(text: str) -> None:
    assert is_furniture(text)


@pytest.mark.parametrize(
    "text",
    [
        "For the latest on the ferry, he said, people should follow the harbour's updates.",
        "This story has been updated with more from the harbour master.",
        "(This story was updated to add new information.)",
        "Correction: The ferry sank on Monday, not on Sunday.",
        "Clarification: An earlier version of this article gave another name. Read more here.",
        "More people came: Oona Brandt was among them.",
        "Updated boosters arrive on Monday.",
        "Published in 2019, the report was right.",
        "He sold a photo by mistake.",
        "At 10:30 she said: “No.”",
        "WARNING: the pier is closed.",
        "The museum was signed up for the scheme in May.",
        "Mara Lind is a nurse at the clinic in Port Hallam.",
        "She shares her videos with half a million followers on Facebook.",
        "Watch out for ice on the road, police said.",
        "The newsletter said that the mayor would resign.",
        "Reuters reported that the ferry had sunk.",
        "Utah",
        "What we know",
        "6/13/2000 - 8/31/2003:Assistant pastor, Port Hallam",
        "Scharfenberger, 24,978 votes",
        "部長は約束した。",
        STORY,
    ],
)
def test_what_a_story_says_is_none(text: str) -> None:
    assert not is_furniture(text)


def tell(text: str, *others: str, authors: tuple[str, ...] = ()) -> list[str]:
    """What is set aside of `text` in an outlet that has printed the `others`, too."""
    lines = [hash_lines(OUTLET, split_sentences(one)) for one in (text, *others)]
    sentences = split_sentences(text)
    article = Article("a", "", text, outlet=OUTLET, authors=authors)
    furniture = find_furniture(article, sentences, find_repeated(lines))
    return [sentences[n].text for n in sorted(furniture)]


def story(line: str, n: int) -> str:
    own = "x" * n
    return f"The {own} boat sank. It {own} rose.\n\nIt {own} sailed.\n\n{line}"


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("Need a break?", "Need a break?"),
        ("Join us on 12 May.", "Join us on 30 May."),
        ("For tips ask Mara Lind, mara@hp.example", "For tips ask Sam Orr, orr@hp.example"),
        ("Health reports at HarbourPost are paid for by a fund.",) * 2,
    ],
)
def test_a_line_that_comes_again_digits_and_names_aside(line: str, other: str) -> None:
    others = [story(other, n) for n in range(2, REPEATS + 1)]
    assert line in tell(story(line, 1), *others)
    assert line not in tell(story(line, 1), *others[1:]), "not often enough"


@pytest.mark.parametrize(
    "line",
    [
        "The strike has closed the harbour for a year.",
        "“You cannot close a harbour,” she said.",
        "Our rating: False",
        "Utah",
        "You should not look at the sun through a lens even while the moon hides nearly all of it.",
        "This story has been updated.",
    ],
)
def test_what_running_stories_repeat_is_kept(line: str) -> None:
    assert line not in tell(story(line, 1), *(story(line, n) for n in range(2, 20)))


def test_a_paragraph_that_comes_again_goes_as_a_whole_if_furniture_is_in_it() -> None:
    paragraph = "Bets are not legal everywhere. Need help? Call us on 0800."
    others = [story(paragraph, n) for n in range(2, 5)]
    assert tell(story(paragraph, 1), *others) == [one.text for one in split_sentences(paragraph)]
    mixed = story(f"The ferry sank. {paragraph}", 1)
    assert "Bets are not legal everywhere." not in tell(mixed, *others)


def test_a_form_that_is_filled_in_anew_is_no_furniture() -> None:
    form = "Follow the wind.\n\nThe tide is low. A storm is near. It is {} degrees."
    assert tell(form.format(1), *(form.format(n) for n in range(2, 9))) == []


def test_who_wrote_it() -> None:
    text = f"Mara Lind\n\n{STORY}\n\nMara Lind covers the sea.\n\nHarbourPost\n\nSam Orr rose."
    told = tell(text, authors=("Mara Lind",))
    assert told == ["Mara Lind", "Mara Lind covers the sea.", "HarbourPost"]


def test_lines_are_an_outlets_own_and_count_once_in_a_story() -> None:
    sentences = split_sentences("Need a break?\n\nNeed a break?")
    assert len(hash_lines("a.example", sentences)) == 8
    lines = [hash_lines(f"{n}.example", sentences) for n in range(9)]
    assert find_repeated(lines) == frozenset()
    assert len(find_repeated([lines[0]] * REPEATS)) == 1


def test_what_is_long_is_prose() -> None:
    assert not is_furniture("Subscribe to the Post, " + "which is old, " * LONGEST)


@pytest.mark.parametrize(
    "unit",
    [
        "– Jo Doe, Bo and Sam Orr ", ", Bo and Sam Orr", "Contact ", "A ", "A, ", "a:",
        "Jo Doe is ", "sign up ", "our ", "get the ", "@", "a@", "|", "more: ", "Jo's ", "A. Bo, ",
    ],
)  # fmt: skip
def test_no_line_takes_for_ever(unit: str) -> None:
    for end in ("", "!", "\n", "é"):
        line = f"– Jo Doe{unit * LONGEST}"[: LONGEST - 1] + end
        assert isinstance(is_furniture(line), bool)
        assert isinstance(is_furniture((unit * LONGEST)[: LONGEST - 1] + end), bool)


@given(st.text(max_size=300))
def test_any_text_can_be_judged(text: str) -> None:
    sentences = split_sentences(text)
    furniture = find_furniture(Article("a", "", text), sentences, frozenset())
    assert furniture <= set(range(len(sentences)))
