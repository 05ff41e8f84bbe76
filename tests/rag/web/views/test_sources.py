"""What the page tells of sources beyond what they say: copies, corrections, what rests on them."""

from dataclasses import replace
from datetime import date

from rag.answering.provenance import Provenance
from rag.store.syndication import Revision, StoryCopy
from rag.types import Claim
from rag.web.views import answers, reader, sources
from tests.helpers.page_samples import ANSWER, ARTICLE, COST, TEXT, Shown, cite, told, turn


def test_a_wire_story_is_counted_and_named() -> None:
    asked = replace(turn(replace(ANSWER, citations=(COST,))), origins=told(COST, wire=True))
    shown = Shown(answers.render_turn(asked, 0))
    assert shown.text(css="counted") == [
        "2 outlets, 1 wire story first in The <Lantern>, 3 May 2026"
    ]
    listed = Shown(reader.render_listed((asked,), "0"))
    assert listed.text(css="wire") == [
        "Wire story, also in The <Lantern>; first in The <Lantern>, 3 May 2026"
    ]


def test_copies_of_one_story_stand_together_in_the_list() -> None:
    copy = replace(ARTICLE, id="a2", outlet="The Lantern")
    cited = (COST, cite(2, "Tolls are not planned.", replace(ARTICLE, id="own")))
    cited += (cite(3, "The minister said so.", copy), cite(4, "Tolls are not planned.", copy))
    story = tuple(
        StoryCopy(one.id, one.title, one.outlet, one.published) for one in (ARTICLE, copy)
    )
    origins = Provenance(copies={"a1": story, "a2": story})
    shown = Shown(sources.render_sources(replace(ANSWER, citations=cited), "0", origins=origins))
    assert [button["data-n"] for button in shown.attributes("button", "source")] == list("1342")
    assert shown.text(css="wire") == [
        "Wire story, also in The Lantern",
        "The same wire story as source 1",
        "The same wire story as source 1",
    ]
    assert [item.get("class") for item in shown.attributes("li", "")] == [None, None, "same", None]


def test_a_corrected_sentence_is_marked_on_its_card_and_in_the_list() -> None:
    asked = replace(turn(), origins=told(COST, before="It cost <b>600</b> million crowns."))
    shown = Shown(answers.render_turn(asked, 0))
    names = [number["aria-label"] for number in shown.attributes("a", "n")]
    assert names[0] == "Source 1: Harbour Post, 4 May 2026, corrected since"
    assert "corrected" not in str(names[1])
    assert shown.text(css="corrected") == ["corrected since (9 May 2026)"]
    listed = Shown(reader.render_listed((asked,), "0", open_n=1))
    assert listed.text(css="corrected") == ["corrected since (9 May 2026)"]
    assert "".join(listed.text("del")).replace(" ", "") == "<b>600</b>"
    assert listed.text("ins") == ["611"]
    assert "Before: It cost <b>600</b> million crowns." in listed.text(css="reworded")[0]
    assert listed.text(css="card-verdict") == ["Supported: Same figure."]  # as on the card
    other = Shown(reader.render_listed((asked,), "0", open_n=2))
    assert other.text(css="reworded") == []


def test_an_added_sentence_has_no_earlier_one_to_show() -> None:
    asked = replace(turn(), origins=told(COST, before=""))
    assert "added since (9 May 2026)" in Shown(answers.render_turn(asked, 0)).text(css="card")[0]
    listed = Shown(reader.render_listed((asked,), "0", open_n=1))
    assert listed.text(css="reworded") == ["Added since: first seen on 9 May 2026."]


def test_the_open_source_tells_each_claim_that_rests_on_it() -> None:
    asked = replace(
        ANSWER, claims=(*ANSWER.claims, Claim("It cost <i>much</i>.", "weak", (1,), "No figure."))
    )
    (shown,) = Shown(sources.render_sources(asked, "0", open_n=1)).text(css="cited-for")
    assert "Supported: Same figure." in shown
    assert COST.sentence not in shown  # it stands just above and just below
    assert "It cost <i>much</i>. Weakly supported: No figure." in shown
    quoted = replace(asked, mode="extractive")
    assert Shown(sources.render_sources(quoted, "0", open_n=1)).text(css="cited-for") == [
        "Harbour Post · 4 May 2026"
    ]
    assert Shown(sources.render_sources(asked, "0")).text(css="cited-for") == []


def test_an_article_tells_that_it_was_changed_before_it_was_cited() -> None:
    past = [
        Revision(date(2026, 5, 5), "Bridge <opens> soon", "It will open."),
        Revision(date(2026, 5, 7), ARTICLE.title, "It is open."),
        Revision(None, ARTICLE.title, ARTICLE.text),
    ]
    shown = Shown(reader.render_article(ARTICLE, COST, [COST], states=past))
    assert shown.text(css="history") == [
        "The outlet changed this article 2 times, last by 7 May 2026. "
        "Its headline was: Bridge <opens> soon"
    ]
    assert Shown(reader.render_article(ARTICLE, COST, [COST])).text(css="history") == []


def test_a_sentence_that_changed_since_it_was_cited_is_compared_with_what_stands_there() -> None:
    now = replace(ARTICLE, text=TEXT.replace("611", "620"))
    shown = Shown(reader.render_article(now, COST, [COST]))
    assert (shown.text("del"), shown.text("ins")) == (["611"], ["620"])
    moved = replace(ARTICLE, text=f"A new first line. {TEXT}")
    assert (
        "stands elsewhere"
        in Shown(reader.render_article(moved, COST, [COST])).text(css="changed")[0]
    )
