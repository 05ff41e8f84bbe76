"""What the page shows, without a browser: every string is hostile until it has been escaped."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.llm.model_choice import ModelState
from rag.llm.pull import PullProgress
from rag.store.syndication import Revision
from rag.types import Article, Claim, Window
from rag.web.conversation import Turn
from rag.web.templating import render
from rag.web.views import answers, claims, composer, home, model_status, reader, sources
from tests.helpers.page_samples import (
    ANSWER,
    ARTICLE,
    BROKEN_OFF,
    COST,
    FOLDED,
    STATUS,
    TEXT,
    TODAY,
    TOLLS,
    Shown,
    cite,
    told,
    turn,
)

COUNTED = "1 of 3 sentences supported · 1 weak · 1 not in the sources"

hostile = st.text(max_size=80) | st.sampled_from(
    [
        "<script>run()</script>",
        '"><img src=x onerror=run()>',
        "' onfocus=run() autofocus '",
        "</textarea></form><svg/onload=run()>",
        "[1]<b>[2]",
        "&lt;script&gt;",
        "\u202eabc",
        "${run()}{{run}}`",
        "](javascript:run())",
    ]
)


@given(title=hostile, outlet=hostile, body=hostile, author=hostile, url=hostile, language=hostile)
def test_nothing_in_an_article_becomes_markup(
    title: str, outlet: str, body: str, author: str, url: str, language: str
) -> None:
    text = f"{body}. {TEXT}"
    found = Article(
        "a1", title, text, "2026-05-04", outlet, (author,), url, language=language, path=url
    )
    found = replace(found, metadata={"rights": body})
    citation = cite(1, "It cost 611 million crowns.", found)
    shown = Shown(reader.render_article(found, citation, [citation]))
    assert shown.text("mark") == [citation.sentence]
    assert title in "".join(data for _, data in shown.texts)
    listed = replace(ANSWER, citations=(citation,))
    origins = told(citation, before=body, wire=True)
    Shown(sources.render_sources(listed, "0", open_n=1, origins=origins))
    Shown(claims.render_answer_text(listed, "0", origins))
    asked = (replace(turn(listed), origins=origins),)
    Shown(reader.render_opened(asked, "0", 1, lambda _: found, lambda _: ()))
    Shown(render("reader", "opened", name=url, story=outlet))
    past = [Revision(TODAY, outlet, body), Revision(None, title, text)]
    Shown(reader.render_article(replace(found, text=body), citation, [citation], states=past))
    Shown(render("reader", "missing", sentence=title))


@given(question=hostile, text=hostile, claim=hostile, reason=hostile, warning=hostile)
def test_nothing_in_an_answer_becomes_markup(
    question: str, text: str, claim: str, reason: str, warning: str
) -> None:
    answer = replace(
        ANSWER,
        text=f"{claim} [1] {text}",
        asked_as=text,
        claims=(Claim(claim, "weak", (1,), reason),),
        warnings=(warning,),
        model=text,
    )
    answer = replace(answer, broken_off=True, instead=replace(answer, mode="extractive"))
    asked = turn(answer, question=question)
    Shown(answers.render_turn(asked, 0))
    Shown(answers.render_turn(replace(asked, fault=warning), 0))
    Shown(answers.render_live_region((asked,)))
    quoted = replace(answer, question=question)
    Shown(sources.render_sources(quoted, "0", open_n=1))
    Shown(sources.render_sources(replace(quoted, mode="declined"), question, open_n=2))
    awaiting = replace(answer, text="", complete=False, awaited=text)
    Shown(answers.render_turn(turn(awaiting), 0) + answers.render_live_region((turn(awaiting),)))


@given(why=hostile, name=hostile, other=hostile, message=hostile)
def test_nothing_around_the_conversation_becomes_markup(
    why: str, name: str, other: str, message: str
) -> None:
    Shown(
        composer.render_window_chip(
            Window(TODAY, TODAY, why), by_hand=False, asked=True, fault=other
        )
    )
    Shown(composer.render_window_chip(Window(TODAY, None, why), by_hand=True, asked=False))
    Shown(composer.render_composer({name: 1, other: 2}))
    state = ModelState(
        name, reachable=True, installed=True, available=(why,), message=message, pullable=other
    )
    Shown(composer.render_model_chip(state))
    Shown(model_status.render_model_line(state))
    Shown(render("model_status", "unusable", why=message))
    Shown(render("model_status", "warning", says=why))
    Shown(model_status.render_download(name, PullProgress(why, 1, 2)))
    Shown(render("model_status", "failed_download", why=message))
    Shown(render("home", "masthead", status=STATUS))
    articles = [replace(ARTICLE, title=name, outlet=other)]
    Shown(render("home", "welcome", status=STATUS, examples=home.choose_examples(articles)))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        " jAvAscript:x",
        "data:text/html,x",
        "//x.example",
        "http://",
        "http://[x",
    ],
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert render("shared", "link", url=url) == ""


def test_a_link_leaves_no_trace_of_where_it_came_from() -> None:
    (link,) = Shown(render("shared", "link", url='https://www.harbourpost.example/a?b="c"&d')).tags[
        :1
    ]
    assert link[1]["href"] == 'https://www.harbourpost.example/a?b="c"&d'
    assert link[1]["target"] == "_blank"
    assert set((link[1]["rel"] or "").split()) == {"noopener", "noreferrer", "nofollow"}


# Answers


def test_numbers_are_buttons_named_for_their_source() -> None:
    shown = Shown(answers.render_turn(turn(), 3))
    buttons = shown.attributes("a", "n")
    assert [(b["data-answer"], b["data-n"]) for b in buttons] == [("3", "1"), ("3", "2")]
    assert buttons[0]["aria-label"] == "Source 1: Harbour Post, 4 May 2026"
    assert "[9]" in shown.text(css="answer")[0]  # no source has it: it stays what it is, text


def test_doubtful_claims_are_marked_and_say_why() -> None:
    shown = Shown(answers.render_turn(turn(), 0))
    assert shown.text(css="weak")[0] == "It opened in June."
    labels = {b["class"]: b["aria-label"] for b in shown.attributes("button", "verdict")}
    assert labels == {
        "verdict weak": "Weakly supported: The source says May.",
        "verdict unsupported": "Not in the sources: Nobody mentions a queen.",
    }


def test_a_card_tells_sentence_outlet_date_and_verdict() -> None:
    card = Shown(answers.render_turn(turn(), 0)).text(css="card")[0]
    assert card == "It cost 611 million crowns.Harbour Post · 4 May 2026Supported: Same figure."


@pytest.mark.parametrize(
    ("shown", "label"),
    [
        (
            turn(),
            "Written by qwen3:4b-instruct; " + COUNTED,
        ),
        (turn(replace(ANSWER, complete=False)), "qwen3:4b-instruct is writing …"),
        (
            turn(replace(ANSWER, complete=False)).halted(),
            "Begun by qwen3:4b-instruct, not finished; " + COUNTED,
        ),
        (
            turn(BROKEN_OFF),
            "Begun by qwen3:4b-instruct, which broke off; 1 of 1 sentence supported",
        ),
        (turn(replace(ANSWER, mode="extractive", model=None)), "Source sentences, no model"),
        (turn(replace(ANSWER, mode="declined", model=None)), "The archive does not answer this"),
    ],
)
def test_who_speaks_is_plain(shown: Turn, label: str) -> None:
    assert Shown(answers.render_turn(shown, 0)).text(css="mode")[0] == label


def test_what_is_awaited_stands_in_place_of_the_answer() -> None:
    awaiting = replace(
        ANSWER, text="", claims=(), citations=(), complete=False, awaited="Loading …"
    )
    shown = Shown(answers.render_turn(turn(awaiting), 0))
    assert shown.text(css="awaited") == ["Loading …"]
    assert shown.text(css="mode") == []
    assert shown.attributes("p", "patience")[0].keys() == {"class", "hidden"}
    assert Shown(answers.render_turn(turn(None), 0)).text(css="awaited") == [
        "Searching the archive …"
    ]
    stopped = Shown(answers.render_turn(turn(awaiting).halted(), 0))
    assert (stopped.text(css="awaited"), stopped.text(css="stopped")) == ([], ["Stopped."])


def test_a_screen_reader_is_told_each_thing_that_is_waited_for() -> None:
    awaiting = replace(ANSWER, text="", complete=False, awaited="Loading …")
    growing = replace(ANSWER, complete=False)
    told = [
        answers.format_announcement((turn(one),)) for one in (None, awaiting, growing, BROKEN_OFF)
    ]
    assert told[:3] == ["Searching the archive.", "Loading …", "qwen3:4b-instruct is writing …"]
    assert told[3].startswith("Begun by qwen3:4b-instruct, which broke off; ")
    assert told[3].endswith("The source sentences can be shown.")


def test_what_broke_off_ends_with_a_mark_and_offers_source_sentences() -> None:
    shown = Shown(answers.render_turn(turn(BROKEN_OFF), 3))
    assert shown.text(css="written")[1].endswith("broke off here")
    (button,) = shown.attributes("button", "show-instead")
    (section,) = shown.attributes("section", "instead")
    assert (button["aria-expanded"], button["aria-controls"]) == ("false", section["id"])
    assert "hidden" in section
    places = [number["data-answer"] for number in shown.attributes("a", "n")]
    assert places == ["3", "3-instead", "3-instead"]
    opened = Shown(answers.render_turn(replace(turn(BROKEN_OFF), instead_open=True), 3))
    assert opened.attributes("button", "show-instead")[0]["aria-expanded"] == "true"
    assert "hidden" not in opened.attributes("section", "instead")[0]


def test_a_text_that_does_not_lead_is_folded_below_the_sentences_that_do() -> None:
    shown = Shown(answers.render_turn(turn(FOLDED), 0))
    said = (
        "Source sentences; the text of qwen3:4b-instruct is folded: 1 of 3 sentences is supported"
    )
    assert shown.text(css="mode")[0] == said
    (button,) = shown.attributes("button", "show-instead")
    (section,) = shown.attributes("section", "instead")
    assert button["aria-expanded"] == "false"
    assert "hidden" in section
    assert shown.text(css="show") == ["Show the model’s text"]
    places = [number["data-answer"] for number in shown.attributes("a", "n")]
    assert places == ["0", "0", "0-instead", "0-instead"]
    told = answers.format_announcement((turn(FOLDED),))
    assert told.endswith("The model’s text can be shown.")
    assert "queen" not in told


def test_a_struck_sentence_is_shown_at_its_place_under_its_verdict() -> None:
    struck = replace(ANSWER, text="[…] It cost 611 million crowns. [1]", claims=ANSWER.claims[::-2])
    html = answers.render_turn(turn(struck), 0)
    assert "[…]" not in html
    assert Shown(html).text(css="claim")[0] == "The queen came."


# The reader


def test_the_cited_sentence_is_marked_and_the_others_lightly() -> None:
    shown = Shown(reader.render_article(ARTICLE, TOLLS, ANSWER.citations))
    assert shown.text(css="cited") == [TOLLS.sentence]
    assert shown.text(css="also") == [COST.sentence]
    assert shown.text("h2") == [ARTICLE.title]
    assert shown.text(css="byline")[0].startswith("4 May 2026 · Ida Moor · harbourpost.example")


@given(st.data())
def test_marks_stand_at_their_offsets_wherever_they_are(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="ab<\n &", min_size=1, max_size=60))
    spans = list(reader.split_paragraphs(text))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = replace(ARTICLE, text=text)
    citation = replace(COST, sentence=text[start:end], start=start, end=end)
    shown = Shown(reader.render_article(found, citation, [citation]))
    expected = "".join(text[max(a, start) : min(b, end)] for a, b in spans if a < end and b > start)
    assert "".join(shown.text("mark")) == expected


def test_overlapping_sentences_are_marked_once_each_character() -> None:
    wide = cite(2, "It cost 611 million crowns. The minister said so.")
    shown = Shown(reader.render_article(ARTICLE, COST, [COST, wide]))
    assert shown.text(css="cited") == [COST.sentence]
    assert shown.text(css="also") == [" The minister said so."]


def test_an_article_that_changed_is_shown_unmarked_with_the_old_sentence() -> None:
    shown = Shown(reader.render_article(replace(ARTICLE, text="Corrected."), COST, [COST]))
    assert shown.text("mark") == []
    assert COST.sentence in shown.text(css="changed")[0]


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One.\n\nTwo.\n \nThree.", ["One.", "Two.", "Three."]),
        ("Wrapped\nby hand.", ["Wrapped\nby hand."]),
        (f"{'Long line. ' * 20}\nNext.", ["Long line. " * 20, "Next."]),
        ("\n\nOne.\n\n", ["One."]),
        ("", []),
    ],
)
def test_paragraphs(text: str, paragraphs: list[str]) -> None:
    assert [text[start:end] for start, end in reader.split_paragraphs(text)] == paragraphs


def test_the_rights_in_an_article_are_told_below_it() -> None:
    citation = cite(1, "Tolls are not planned.")
    said = replace(ARTICLE, rights="© Ours")
    assert '<footer class="rights">' in reader.render_article(said, citation, [citation])
    owned = replace(ARTICLE, metadata={"rights": "<b>Ours</b>"})
    assert '<footer class="rights">' not in reader.render_article(ARTICLE, citation, [citation])
    assert "&lt;b&gt;Ours&lt;/b&gt;" in reader.render_article(owned, citation, [citation])
