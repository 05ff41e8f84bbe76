"""The language of a question, and whether the archive has any article in it."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.query.instructions import LONGEST
from rag.query.vocabulary import is_content, split_words
from rag.store.catalogue import Catalogue
from rag.store.statistics import list_languages, sample_texts
from rag.text.lexicon import collect_words
from rag.text.tokens import fold

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech",
    "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew",
    "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
    "am": "Amharic", "gu": "Gujarati", "hy": "Armenian", "ka": "Georgian", "kk": "Kazakh",
    "km": "Khmer", "kn": "Kannada", "ml": "Malayalam", "mr": "Marathi", "my": "Burmese",
    "ne": "Nepali", "pa": "Punjabi", "si": "Sinhala", "ta": "Tamil", "te": "Telugu",
}  # fmt: skip
# A few words tell these from each other too rarely for one to be refused beside the other.
_KIN = (
    "no nb nn da sv",
    "hr sr sl bs",
    "cs sk",
    "es pt ca gl",
    "ru uk bg sr",
    "ar fa ur",
    "zh ja",
    "hi mr ne",
)
# Of English alone; "was", "is", "will", "for", "of" and "to" are words elsewhere too.
_ENGLISH = collect_words(
    "the who what which when where why how did does about with from has and were would",
    "could should tell this that these those there",
)
_NORDIC = "hvem hva hvad hvor hvorfor hvordan nar hvilken hvilke"
# Words that ask: after one of them, two more words show the language well enough.
_ASKING = {
    "fr": "qui que quoi quand pourquoi combien quel quelle quels quelles ou est-ce",
    "de": "wer wann warum wieso welche welcher welches wie wieviel wo",
    "no": _NORDIC, "da": _NORDIC, "sv": "vem vad varfor nar hur vilka", "fi": "kuka mika missa",
    "es": "que quien quienes cuando cuanto cuantos cuantas donde como cual por",
    "it": "chi che quando quanto quanti perche quale", "nl": "wie hoeveel waarom wanneer waar wat",
    "pt": "que quem quando quanto quantos onde como porque por qual",
    "pl": "kto kiedy gdzie dlaczego ile jak", "tr": "neden nerede nasil kac",
}  # fmt: skip
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|(?<!\w)['‘][^'’]+['’](?!\w)")
_OWN_SCRIPT = re.compile(r"[^\W\d_a-zA-ZÀ-ɏ]")  # no Latin letter
SURE = 0.75  # of its probabilities, the model's word for keywords …
SURE_ASKING = 0.15  # … and among the languages in which the first word asks
SAMPLED = 300  # articles whose language is read off their opening …
OPENING = 300  # … of so many characters


def find_language(text: str) -> str:
    """The ISO 639-1 code of the language of a question; "" where too little tells.

    Names and what is quoted tell nothing: "Who wrote “La vie en rose”?" is English.
    """
    words = split_words(_QUOTED.sub(" ", text[:LONGEST]))
    if _is_english(words):
        return "en"
    if len(_OWN_SCRIPT.findall(" ".join(words))) > 1:
        return str(_load_identifier().classify(" ".join(words))[0])
    plain = [word.lower() for n, word in enumerate(words) if n == 0 or not word[0].isupper()]
    asked_in = _list_asked_in(words)
    if len(plain) < (2 if asked_in else 3):
        return ""
    ranked = dict(_load_identifier().rank(" ".join(plain)))
    best = max(asked_in or ranked, key=lambda code: ranked[code])
    if asked_in and ranked[best] >= SURE_ASKING and ranked["en"] < 0.3:
        return best
    return best if ranked[best] >= SURE and ranked["en"] < 0.1 else ""


def _is_english(words: Sequence[str]) -> bool:
    return bool(_ENGLISH & {word.lower() for word in words})


def _list_asked_in(words: Sequence[str]) -> list[str]:
    """The languages in which the first of some words asks."""
    first = fold(words[0]) if words else ""
    return [code for code, asking in _ASKING.items() if first in asking.split(" ")]


def find_unspoken(question: str, catalogue: Catalogue) -> tuple[str, list[str]]:
    """The name of the question's language, if no article is in it, and of those that there are.

    ("", []) where the archive may have an answer: English is never refused, since names are found
    by it in any language, and neither is what stands in an article word for word.
    """
    words = split_words(question[:LONGEST])
    content = [word for word in words if is_content(word)]
    if _is_english(words):
        return "", []
    if not _list_asked_in(words) and all(catalogue.count_passages_with(content).values()):
        return "", []  # keywords: "hurricane idalia spaghetti model"
    asked = find_language(question)
    if asked in ("", "en") or len(catalogue.find_postings(" ".join(words)).rows):
        return "", []
    spoken = find_spoken(catalogue)
    if not spoken or any(_is_kin(asked, code) for code in spoken):
        return "", []
    return LANGUAGES[asked], [LANGUAGES[code] for code in spoken]


def find_spoken(catalogue: Catalogue) -> list[str]:
    """The languages of the archive, as its articles say or as they read, the commonest first."""
    counts = {code: n for code, n in _fold_codes(list_languages(catalogue)) if code in LANGUAGES}
    for text in sample_texts(catalogue, SAMPLED, OPENING):
        code, share = _load_identifier().classify(text)
        if share > SURE:
            counts[code] = counts.get(code, 0) + 1
    return sorted(counts, key=lambda code: -counts[code])


def _fold_codes(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Counts by the first two letters: "en-GB", "eng" and "English" are one."""
    codes = {name[:2].lower() for name in counts}
    return [(c, sum(n for name, n in counts.items() if name[:2].lower() == c)) for c in codes]


def _is_kin(one: str, other: str) -> bool:
    return one == other or any({one, other} <= set(kin.split(" ")) for kin in _KIN)


@lru_cache(maxsize=1)
def _load_identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier
