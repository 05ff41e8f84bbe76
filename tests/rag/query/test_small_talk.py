"""Small talk is told from questions that only begin like it."""

import pytest

from rag.query.small_talk import SmallTalk, find_small_talk


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("hello", "greeting"), ("Hi there!", "greeting"), ("good morning", "greeting"),
        ("test", "greeting"), ("how are you?", "greeting"), ("thanks!", "thanks"),
        ("Thank you very much", "thanks"), ("ok thanks", "thanks"), ("great", "thanks"),
        ("bye", "thanks"), ("who are you?", "help"), ("help", "help"), ("What can I ask?", "help"),
        ("Hello! What can you do?", "help"), ("Are you a bot?", "help"),
        ("Tell me a joke", "chore"), ("Could you write a poem about the bridge?", "chore"),
        ("Write me an email to the mayor", "chore"), ("Translate this into German", "chore"),
        ("What time is it?", "chore"), ("What is 2 + 2?", "chore"), ("17*3", "chore"),
        ("Who wrote the song?", ""), ("Tell me the truth about the bridge", ""), ("2025-05-01", ""),
        ("What is the joke about Trump?", ""), ("Write a summary of the strike", ""),
        ("Hello, who is Marlowe?", ""), ("Hello Kitty", ""), ("Good morning Vietnam", ""),
        ("Great Barrier Reef", ""), ("Good Friday", ""), ("Perfect storm", ""), ("test match", ""),
        ("Thanks to whom?", ""), ("thanksgiving", ""), ("help wanted ads", ""), ("", ""),
        ("who are they?", ""), ("What is the time?", ""),
    ],
)  # fmt: skip
def test_small_talk_is_told_from_questions(said: str, kind: SmallTalk) -> None:
    assert find_small_talk(said) == kind
