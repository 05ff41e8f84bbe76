"""Copies of a story become one cluster; versions, follow-ups, forms and notes stay apart."""

import random
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest

from ingest.deduplication import SignedArticle, compute_signature, group_copies, is_outdated

HARBOUR = """
Dockers at Port Ellery walked out on Tuesday after talks over night shifts broke down, leaving 14 \
container ships at anchor outside the breakwater. The union said 2,300 of its members had joined \
the strike by noon and that no cargo had been moved since 6 in the morning. \
The port authority called the walkout “reckless” and said it would ask a court to order the crews \
back to their cranes. "We offered 4.5 per cent and an extra rest day," its director, Hanne Lund, \
told reporters at the gate. "They left the table without reading the paper." \
The union’s secretary, Tomas Reyes, said the offer had been on the table since March and did \
nothing about crews being called in at 2 hours' notice. He said members would stay out until \
rosters were fixed a month ahead. \
Port Ellery handles about 31 per cent of the country's imported fruit. Wholesalers said shops \
would see the first gaps by Friday if the ships were not unloaded. One importer said 620 tonnes of \
bananas were ripening in holds that could not be cooled for longer than 5 days. \
The transport ministry said it was watching the dispute closely but would not step in. A strike at \
the same port in 2011 lasted 19 days and ended only after a mediator was named. \
Ferry services to the islands, which use a separate quay, were running as usual on Tuesday evening.
"""
ORCHARD = """
Growers in the Vessel valley have begun to pull up apple trees that their grandparents planted, \
saying that frost in late April now kills the blossom in most years. Of 87 orchards counted by the \
county, 26 have been cleared since 2019, and another 9 are due to go this winter. \
Marit Sandoval, who farms 40 hectares near the river, lost her whole crop twice in 3 years. She is \
planting hazelnuts, which flower in February and do not mind the cold. "My father would weep," she \
said, "but he did not have to pay for 11 nights of candles between the rows." \
The cider makers in the valley buy most of the fruit and fear for their trade. Two of the seven \
have started to bring in juice from the coast, at a price a third higher than before. Their \
association wants the county to pay half the cost of wind machines, which stir warmer air down to \
the trees and can save a crop when it is no colder than minus 2 degrees. \
Scientists at the valley's research station say that the frosts are no later than they used to be. \
It is the blossom that comes earlier, by 12 days on average since 1970, because winters are mild. \
A variety bred at the station opens its buds in May, but trees take 6 years to bear well.
"""
LOCAL = """
Shops in our own town may run short of fruit by the weekend, the chamber of commerce warned last \
night, and the market in Cobbler Street has asked stallholders to order early. A van belonging to \
one trader was turned back at the port gates.
"""
WEATHER = (
    "{day} will be {sky} over the county, with a high of {} degrees and a low of {} overnight. "
    "Winds from the west reach {} miles an hour and the chance of rain is {} per cent. The sun "
    "rises at 5.{} and sets at 20.{}. Pollen counts stand at {}. Drivers should leave more time "
    "for their journey and look at the road cameras before they set out. The forecast is made "
    "twice a day by the weather office, which asks readers to send in photographs of unusual "
    "clouds and word of any damage that a storm has done near their homes."
)
NOTE = """
To go on reading, please register with your e-mail address or sign in to the account you have. \
Registration is free and takes a minute. We use your details to run your account and, if you \
agree, to send you our evening letter; you may withdraw at any time. Subscribers read without \
advertisements and get the weekend supplement on Friday night, before it is printed.
"""
DAY = date(2026, 3, 10)


def article(
    key: int, text: str, outlet: str = "", moment: str | None = DAY.isoformat(), id_: str = ""
) -> SignedArticle:
    return SignedArticle(
        key, id_ or f"id-{key}", moment, outlet or f"{key}.example", compute_signature(text)
    )


def on(day: int) -> str:
    return (DAY + timedelta(days=day)).isoformat()


def cut(text: str, share: float) -> str:
    sentences = text.split(". ")
    return ". ".join(sentences[: round(len(sentences) * (1 - share))]) + "."


def edited(text: str, every: int) -> str:
    words = text.split()
    words[every // 2 :: every] = ["moreover"] * len(words[every // 2 :: every])
    return " ".join(words)


def prose(seed: int, words: int) -> str:
    """Text that shares nothing with that of another seed."""
    chance = random.Random(seed)
    return " ".join(f"w{seed}x{chance.randrange(400)}" for _ in range(words))


@pytest.mark.parametrize("text", ["", " \n\n", "...", "Video is not available.", "one two " * 9])
def test_a_text_too_short_to_judge_has_no_signature(text: str) -> None:
    assert compute_signature(text) == b""
    assert group_copies([article(1, text), article(2, text)]) == {}


def test_the_spelling_of_the_same_words_makes_no_difference() -> None:
    spelt = HARBOUR.replace("“", '"').replace("”", '"').replace("’", "'").upper()
    assert compute_signature(spelt.replace(". ", ".\n\n")) == compute_signature(HARBOUR)
    accents = HARBOUR.replace("Reyes", "Réyès")
    assert compute_signature(unicodedata.normalize("NFD", accents)) == compute_signature(accents)
    assert compute_signature(accents) != compute_signature(HARBOUR)


def test_one_other_word_is_another_signature() -> None:
    long = prose(1, 5000)
    assert compute_signature(long + " end") != compute_signature(long)


def test_signatures_stay_as_they_were_stored() -> None:
    """They are kept for years: if this fails, VERSION must be raised with the new figure."""
    made = compute_signature(HARBOUR)
    assert (len(made), sha256(made).hexdigest()[:16]) == (657, "4c9920a074b1defe")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HARBOUR.upper(), id="the same words"),
        pytest.param(cut(HARBOUR, 0.2), id="a little cut"),
        pytest.param(cut(HARBOUR, 0.5), id="half of it"),
        pytest.param(LOCAL + HARBOUR, id="below a local paragraph"),
        pytest.param(LOCAL + cut(HARBOUR, 0.3), id="below a local paragraph and cut"),
        pytest.param(edited(HARBOUR, 20), id="edited"),
    ],
)
def test_another_outlets_copy_is_found(text: str) -> None:
    articles = [article(1, HARBOUR), article(2, text, moment=on(1)), article(3, ORCHARD)]
    assert group_copies(articles) == {1: 1, 2: 1}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ORCHARD, id="another story"),
        pytest.param(ORCHARD + HARBOUR, id="a follow-up with all the background"),
        pytest.param(prose(1, 150) + cut(HARBOUR, 0.5), id="a follow-up with half of it"),
        pytest.param("\n\n".join([prose(2, 200), prose(3, 200), HARBOUR]), id="a live blog"),
        pytest.param(
            "\n\n".join([cut(ORCHARD, 0.7), cut(HARBOUR, 0.7), prose(4, 60), prose(5, 60)]),
            id="a round-up",
        ),
        pytest.param(cut(HARBOUR, 0.5) + prose(6, 400), id="its beginning, told on"),
    ],
)
@pytest.mark.parametrize("days", [1, -1])
def test_what_only_holds_a_part_of_it_is_no_copy(text: str, days: int) -> None:
    if days < 0 and text.startswith(cut(HARBOUR, 0.5)):
        text += prose(7, 200)  # an earlier, much longer story would rightly lead
    assert group_copies([article(1, HARBOUR), article(2, text, moment=on(days))]) == {}


def test_a_long_story_is_not_led_by_an_early_flash() -> None:
    flash, story = article(1, cut(HARBOUR, 0.65)), article(2, HARBOUR, moment=on(1))
    assert group_copies([flash, story]) == {}
    assert group_copies([replace(flash, moment=on(2)), story]) == {2: 2, 1: 2}


def test_a_form_filled_in_again_is_no_copy() -> None:
    filled = [
        WEATHER.format(12, 3, 25, 80, 49, 17, 6, day="Tuesday", sky="wet"),
        WEATHER.format(15, 7, 10, 35, 47, 19, 8, day="Wednesday", sky="dry"),
        WEATHER.format(9, 1, 41, 95, 45, 20, 2, day="Thursday", sky="cold"),
    ]
    for outlets in (["daily.example"] * 3, ["daily.example", "post.example", "echo.example"]):
        days = enumerate(zip(filled, outlets, strict=True))
        assert group_copies([article(n, text, outlet, on(n)) for n, (text, outlet) in days]) == {}
    copied = [article(1, filled[0]), article(2, filled[1]), article(3, cut(filled[0], 0.2))]
    assert group_copies(copied) == {1: 1, 3: 1}


def test_a_footer_that_all_articles_have_joins_none() -> None:
    texts = [prose(seed, 110) + NOTE for seed in range(12)]
    assert group_copies([article(n, text) for n, text in enumerate(texts)]) == {}


def test_copies_come_within_days() -> None:
    first = article(1, HARBOUR)
    assert group_copies([first, article(2, HARBOUR, moment=on(6))]) == {1: 1, 2: 1}
    assert group_copies([first, article(2, HARBOUR, moment=on(7))]) == {}
    assert group_copies([first, article(2, cut(HARBOUR, 0.2), moment=on(7))]) == {}
    assert group_copies([first, article(2, cut(HARBOUR, 0.2), moment=None)]) == {1: 1, 2: 1}


@pytest.mark.parametrize("outlet", ["daily.example", ""])
def test_of_one_outlet_only_the_same_words_of_the_same_days_are_a_copy(outlet: str) -> None:
    def pair(text: str, moment: str | None) -> dict[int, int]:
        first = replace(article(1, HARBOUR), outlet=outlet)
        return group_copies(
            [first, replace(article(2, text, moment=moment), outlet=outlet.upper())]
        )

    assert pair(HARBOUR, on(0)) == pair(HARBOUR, on(1)) == {1: 1, 2: 1}
    assert pair(HARBOUR, on(2)) == {}
    assert pair(edited(HARBOUR, 100), on(0)) == {}
    assert pair(HARBOUR, None) == ({} if outlet else {1: 1, 2: 1})


def test_an_outlets_version_stays_apart_though_copies_of_it_do_not() -> None:
    version = edited(HARBOUR, 30)
    articles = [
        article(1, HARBOUR, "daily.example", on(0)),
        article(2, version, "daily.example", on(1)),
        article(3, version, "post.example", on(1)),
    ]
    assert group_copies(articles) == {1: 1, 3: 1}


def test_two_posts_of_an_outlet_may_be_copies_of_anothers() -> None:
    articles = [
        article(1, HARBOUR, "agency.example", on(0)),
        article(2, cut(HARBOUR, 0.2), "daily.example", on(1)),
        article(3, cut(HARBOUR, 0.3), "daily.example", on(2)),
    ]
    assert group_copies(articles) == {1: 1, 2: 1, 3: 1}


def test_a_note_in_place_of_the_text_is_in_no_cluster() -> None:
    notes = [article(n, NOTE, "daily.example", on(4 * n)) for n in range(3)]
    elsewhere = [article(9, NOTE, "post.example", on(0)), article(8, NOTE, "echo.example", None)]
    assert group_copies(notes + elsewhere) == {}
    assert group_copies(notes[:1] + elsewhere) == {0: 0, 8: 0, 9: 0}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2026-03-10T23:30:00+09:00", "2026-03-10T15:00:00+00:00"),
        ("2026-03-11T01:00:00+09:00", "2026-03-10T12:00:00-05:00"),
        ("2026-03-10", "2026-03-10T00:01:00"),
        ("2026-03-10T00:30:00+01:00", "2026-03-10"),
        ("2026-03-10T08:00:00Z", None),
    ],
)
def test_the_earliest_leads_in_whatever_zone_it_was_published(
    first: str, second: str | None
) -> None:
    later, earlier = article(1, HARBOUR, moment=second), article(2, HARBOUR, moment=first)
    assert group_copies([later, earlier]) == {1: 2, 2: 2}


@pytest.mark.parametrize("moment", ["2026-03-10", None])
def test_of_the_same_moment_the_id_decides(moment: str | None) -> None:
    one = article(1, HARBOUR, moment=moment, id_="b")
    assert group_copies([one, article(2, HARBOUR, moment=moment, id_="a")]) == {1: 2, 2: 2}


def test_a_moment_that_is_none_is_an_error() -> None:
    with pytest.raises(ValueError, match="yesterday"):
        group_copies([article(1, HARBOUR, moment="yesterday")])


def test_a_chain_of_small_changes_does_not_join_two_stories() -> None:
    parts = [prose(seed, 20) for seed in range(24)]
    texts = [" ".join(parts[n : n + 12]) for n in range(13)]  # the last shares nothing
    clusters = group_copies([article(n, text) for n, text in enumerate(texts)])
    assert clusters[0] == clusters[1] == clusters[2] == 0
    assert len(set(clusters.values())) > 1
    for copy, lead in clusters.items():
        assert abs(copy - lead) <= 6, "half of its text is the lead's"


def test_signatures_of_another_version_are_left_out() -> None:
    made = article(1, HARBOUR)
    other = bytes([made.signature[0] + 1]) + made.signature[1:]
    for old in (other, made.signature[:-2]):
        assert is_outdated(old)
        assert group_copies([made, replace(article(2, HARBOUR), signature=old)]) == {}
    assert not is_outdated(made.signature)
    assert not is_outdated(b"")


def test_a_language_without_spaces_is_compared_by_its_characters() -> None:
    text = (
        "港口工人星期二凌晨开始罢工,抗议公司临时更改夜班安排。工会说,已有两千多名工人参加,"
        "十四艘货轮停在防波堤外等候卸货。港务局长称这次行动不负责任,并表示将请求法院下令复工。"
        "她说公司已经提出加薪和增加休息日,但对方没有看完文件就离开了会场。水果批发商担心,"
        "如果船只不能及时靠岸,商店本周末就会缺货。运输部说正在密切关注事态,暂时不会介入。"
    )
    assert group_copies([article(1, text), article(2, text[:110], moment=on(1))]) == {1: 1, 2: 1}
    assert group_copies([article(1, text), article(2, text[110:] + text[:40], moment=on(1))]) == {}
