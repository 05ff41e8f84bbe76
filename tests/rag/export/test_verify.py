"""An export checked against its archive, before and after the articles changed."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from rag.export.formats import FORMATS
from rag.export.records import Export, hash_sentence
from rag.export.verification import Finding, Verification
from rag.export.verification_report import format_verification
from rag.export.verify import verify
from rag.retrieval.search import Archive
from tests.helpers.asking import STRIKE, ask
from tests.helpers.doubles import noon
from tests.helpers.export_samples import ASKED, export_of, quoting, record, saved, sentence_of
from tests.helpers.newsroom import Newsroom

LATER = date(2026, 12, 3)
STAYS = "The council met in Wexholt on Monday."
COST = "The bridge cost 611 million crowns."
TOLLS = "Tolls are not planned before 2030."
FERRY = "The ferry sank in the outer harbour at dawn."
VOTE = "The vote was postponed to the spring session."
STORIES = {
    "same": f"{STAYS} Nobody objected.",
    "moved": f"Traffic is light. {TOLLS}",
    "changed": f"It is open. {COST} Nobody came.",
    "gone": f"{FERRY} Nobody was hurt.",
    "renamed": f"{VOTE} The speaker regretted it.",
}


@pytest.fixture
def news(tmp_path: Path) -> Newsroom:
    news = Newsroom(tmp_path)
    news.write_records("a.jsonl", *(record(id_, text) for id_, text in STORIES.items()))
    news.refresh()
    return news


def cited(archive: Archive) -> Export:
    """One sentence of each article, in two answers."""
    sentences = {"same": STAYS, "moved": TOLLS, "changed": COST, "gone": FERRY, "renamed": VOTE}
    found = [
        sentence_of(n, archive.article(id_), sentence)
        for n, (id_, sentence) in enumerate(sentences.items(), start=1)
    ]
    return export_of(quoting(*found[:2]), quoting(*found[2:]))


def by_article(verification: Verification) -> dict[str, Finding]:
    return {finding.record.article_id: finding for finding in verification.findings}


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_has_changed(name: str, news: Newsroom, tmp_path: Path) -> None:
    with news.open() as archive:
        verification = verify(saved(cited(archive), name, tmp_path), archive)
    assert (verification.same, verification.exit_code, verification.newer) == (True, 0, {})
    assert [finding.kind for finding in verification.findings] == ["same"] * 5
    lines = format_verification(verification).splitlines()
    assert lines[0].startswith("Export of 25 Nov 2026 from Fjord archive, checked against ")
    assert lines[0].endswith(": 5 citations, 5 the same.")
    assert lines[2] == f"1 [1] Same: “{STAYS}” (same)"


@pytest.mark.parametrize("name", FORMATS)
def test_each_change_since_is_told(name: str, news: Newsroom, tmp_path: Path) -> None:
    with news.open() as archive:
        path = saved(cited(archive), name, tmp_path)
    stories = STORIES | {
        "moved": f"Correction. Traffic is heavy. {TOLLS}",
        "changed": "It is open. The bridge cost 711 million crowns. Nobody came.",
        "copy": f"Harbour. {FERRY} Nobody was hurt, it is said.",
    }
    del stories["gone"]
    new = {"title": "The vote is off", "outlet": "Harbour Times", "published": "2026-05-05"}
    news.write_records(
        "a.jsonl",
        *(record(id_, text, **(new if id_ == "renamed" else {})) for id_, text in stories.items()),
    )
    news.refresh(now=noon(LATER))
    with news.open() as archive:
        verification = verify(path, archive)
        moved = archive.article("moved").text
        changed = archive.article("changed").text
    found = by_article(verification)
    kinds = {id_: finding.kind for id_, finding in found.items()}
    assert kinds == {
        "same": "same", "moved": "moved", "changed": "changed", "gone": "gone", "renamed": "same",
    }  # fmt: skip
    assert verification.exit_code == 1
    assert moved[found["moved"].now_start : found["moved"].now_end] == TOLLS
    assert found["changed"].nearest == "The bridge cost 711 million crowns."
    assert (
        changed[found["changed"].now_start : found["changed"].now_end] == found["changed"].nearest
    )
    assert found["changed"].changed == LATER.isoformat()
    assert found["gone"].elsewhere == "copy"
    assert found["renamed"].metadata == {
        "headline": ("About renamed", "The vote is off"),
        "outlet": ("Harbour Post", "Harbour Times"),
        "date": ("2026-05-04", "2026-05-05"),
    }
    assert verification.newer == dict.fromkeys(["moved", "changed", "renamed"], str(LATER))
    text = format_verification(verification)
    assert ": 5 citations, 1 the same." in text
    assert f"Moved: “{TOLLS}” (moved) stands at characters 30–64 now, no longer at 18–52." in text
    assert f"Changed: on 2026-12-03 the article dropped “{COST}” (changed). Nearest now" in text
    assert f"Gone: the article is not in the archive now: “{FERRY}” (gone). copy has the" in text
    assert "The headline was “About renamed”, is now “The vote is off”." in text
    assert "Newer version: moved was changed, last seen on 2026-12-03." in text
    assert json.loads(json.dumps(verification.to_dict()))["findings"][1]["start"] == 18


def test_a_change_on_the_day_counts_only_where_it_is_seen(news: Newsroom, tmp_path: Path) -> None:
    with news.open() as archive:
        path = saved(cited(archive), "json", tmp_path)
    news.write_records(
        "a.jsonl",
        *(record(id_, f"{text} More.") for id_, text in (STORIES | {"changed": "Open."}).items()),
    )
    news.refresh(now=noon(ASKED))
    with news.open() as archive:
        verification = verify(path, archive)
    assert list(verification.newer) == ["changed"]


def test_a_made_up_sentence_is_unknown_and_a_rewritten_one_forged(
    news: Newsroom, tmp_path: Path
) -> None:
    with news.open() as archive:
        export = cited(archive)
        text = FORMATS["json"].write(export)
        forged = text.replace("611 million", "911 million", 4)
        made_up = forged.replace(hash_sentence(COST), hash_sentence(COST.replace("611", "911")))
        for content, kind in ((forged, "forged"), (made_up, "unknown")):
            path = tmp_path / "altered"
            path.write_text(content, encoding="utf-8")
            verification = verify(path, archive)
            assert by_article(verification)["changed"].kind == kind
            assert verification.exit_code == 1
            assert f"{kind.capitalize()}: " in format_verification(verification)
        assert by_article(verification)["changed"].nearest == COST


@pytest.mark.parametrize("name", ["markdown", "html"])
def test_prose_may_be_edited_but_not_a_quotation(name: str, news: Newsroom, tmp_path: Path) -> None:
    with news.open() as archive:
        path = saved(cited(archive), name, tmp_path)
        text = path.read_text(encoding="utf-8")
        edited = text.replace("What of The bridge opens?", "Our notes\n\n on it").replace(
            COST, COST.replace(" ", "\n")
        )
        assert edited != text
        path.write_bytes(b"\xef\xbb\xbf" + edited.replace("\n", "\r\n").encode())
        assert verify(path, archive).same
        path.write_text(_misquoted(edited, name), encoding="utf-8")
        verification = verify(path, archive)
    assert [one.shown for one in verification.findings] == [True, True, True, False, True]
    assert verification.exit_code == 1
    assert "does not show the sentence in these words" in format_verification(verification)


def _misquoted(text: str, name: str) -> str:
    """The file with a word of a quotation changed wherever a reader sees it."""
    if name == "markdown":
        prose, mark, records = text.partition("<!--")
        return prose.replace("outer", "inner") + mark + records
    return re.sub("(?<=>)[^<>]*outer[^<>]*", lambda seen: seen[0].replace("outer", "inner"), text)


@pytest.mark.parametrize("name", FORMATS)
def test_lost_and_broken_citations_are_counted(name: str, news: Newsroom, tmp_path: Path) -> None:
    with news.open() as archive:
        path = saved(cited(archive), name, tmp_path)
        text = path.read_text(encoding="utf-8")
        key = "&#34;sha256&#34;" if name == "html" else '"sha256"'
        assert text.count(key) == 5
        path.write_text(text.replace(key, key.replace("256", "512"), 2), encoding="utf-8")
        verification = verify(path, archive)
    assert (len(verification.findings), verification.damaged, verification.exit_code) == (3, 2, 1)
    assert "2 citations of the export cannot be read" in format_verification(verification)


def test_a_quote_may_be_written_in_any_way(press: Archive, tmp_path: Path) -> None:
    path = saved(export_of(ask(press, STRIKE)), "html", tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("&#34;", "&quot;").replace("&#39;", "&#x27;"), encoding="utf-8")
    assert verify(path, press).same


def test_a_line_taken_out_is_missed(news: Newsroom, tmp_path: Path) -> None:
    with news.open() as archive:
        path = saved(cited(archive), "markdown", tmp_path)
        lines = path.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if '"article_id":"gone"' not in line]
        path.write_text("\n".join(kept), encoding="utf-8")
        verification = verify(path, archive)
    assert (len(verification.findings), verification.damaged) == (4, 1)


@pytest.mark.parametrize("name", FORMATS)
def test_a_real_answer_verifies(name: str, press: Archive, tmp_path: Path) -> None:
    answer = ask(press, STRIKE)
    assert answer.citations
    assert verify(saved(export_of(answer, answer), name, tmp_path), press).same
