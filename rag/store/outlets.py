"""The outlets of an archive, each under all the names by which it goes.

Articles of one outlet come under "The Week", "theweek.co.uk" and "theweek.com", those of another
lie at "nytimes.com", and readers write "NYT". Names are one outlet's if they differ only in "The",
"News", spaces and the ending of a host; if its articles lie at a host of which it alone is the
outlet, or which is short for it; or if the reader's settings say so.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from rag.text.entities import derive_acronyms
from rag.text.lexicon import ALIASES, STOP_WORDS, collect_words

_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.I)
_SECOND_LEVEL = collect_words("ac co com edu gov net org")  # "theweek.co.uk", "abc.net.au"
# Hosts on which many outlets have a place of their own: "harbour.substack.com".
_PLATFORMS = collect_words(
    "beehiiv blogspot ghost github medium substack tumblr typepad wixsite wordpress"
)


@dataclass(frozen=True, eq=False)
class OutletNames:
    """Every name of every outlet; an outlet is called by the name that most articles give it."""

    keys: Mapping[str, str] = field(default_factory=dict)  # key of a name -> outlet
    initials: Mapping[str, str] = field(default_factory=dict)  # "NYT" -> outlet
    endings: Mapping[str, str] = field(default_factory=dict)  # "echo" -> "Port Hallam Echo"
    canonical: Mapping[str, str] = field(default_factory=dict)  # name in the archive -> outlet

    def name_outlet(self, name: str) -> str:
        """The one name of the outlet whose articles come under `name`, which may be it."""
        return self.canonical.get(name, name)

    def find_outlet(self, written: str) -> str | None:
        """The outlet that is meant, however its name is written; None if the archive has none."""
        known = self.canonical.get(written) or self.initials.get(written)
        return known or self.keys.get(make_outlet_key(written))

    def list_names(self, outlets: Iterable[str | None]) -> tuple[str, ...]:
        """The names under which the articles of `outlets` come, in the archive's order."""
        wanted = set(outlets)
        return tuple(name for name, outlet in self.canonical.items() if outlet in wanted)


NO_OUTLETS = OutletNames()


def make_outlet_key(name: str) -> str:
    """What is alike in all spellings of a name: "week" of "The Week" and "www.theweek.co.uk"."""
    low = name.strip().lower()
    low = find_label(low) if is_host(low) else low
    marks = unicodedata.normalize("NFKD", low.replace("&", "and"))
    key = "".join(mark for mark in marks if mark.isalnum())
    key = key[3:] if key.startswith("the") and len(key) > 5 else key
    rest = key.removesuffix("news")
    return (rest if 2 <= len(rest) <= 4 else key) or name  # "BBC News", but not "Evening News"


def is_host(name: str) -> bool:
    return bool(_HOST.fullmatch(name))


def find_label(host: str) -> str:
    """The part of a host that names its owner: "cnn" in "edition.cnn.com"."""
    labels = host.split(".")
    ending = 2 if len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL and len(labels) > 2 else 1
    own = labels[: len(labels) - ending]
    return own[-2] if own[-1] in _PLATFORMS and len(own) > 1 else own[-1]


def find_main_hosts(addresses: Iterable[str]) -> list[str]:
    """The host at which half or more of an outlet's articles lie; [] if there is none."""
    found = Counter(filter(None, map(_read_host, addresses)))
    return [host for host, count in found.most_common(1) if 2 * count >= found.total()]


def gather_outlets(
    names: Sequence[str],
    hosts: Mapping[str, Sequence[str]] | None = None,
    aliases: Sequence[tuple[str, str]] = (),
) -> OutletNames:
    """The outlets behind `names`, which come with most articles first.

    `hosts` are those at which the articles of a name lie, `aliases` pairs of names that the reader
    takes for the same outlet's.
    """
    same = {make_outlet_key(name): make_outlet_key(name) for name in names}
    for one, other in [*_pair_hosts(hosts or {}), *map(_pair_keys, aliases)]:
        old, new = (same.setdefault(key, key) for key in (one, other))
        same = {key: new if root == old else root for key, root in same.items()}
    members: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=is_host):  # a proper name is what it is called
        members[same[make_outlet_key(name)]].append(name)
    outlets = {root: found[0] for root, found in members.items()}
    keys = {key: outlets[root] for key, root in same.items() if key and root in outlets}
    canonical = {name: outlets[same[make_outlet_key(name)]] for name in names}
    shouted = {one: keys[make_outlet_key(one)] for one, _ in aliases if _is_shouted(one, keys)}
    initials, endings = _find_initials(canonical, keys) | shouted, _find_endings(canonical, keys)
    return OutletNames(keys, initials, endings, canonical)


def _pair_hosts(hosts: Mapping[str, Sequence[str]]) -> Iterable[tuple[str, str]]:
    """Keys of hosts and of outlets that are the same: "nytimes" and "newyorktimes"."""
    lying: dict[str, set[str]] = defaultdict(set)
    for name, found in hosts.items():
        for host in found:
            lying[make_outlet_key(host)].add(make_outlet_key(name))
    for label, there in lying.items():
        for key in there - {label}:
            if there == {key} or _is_short_for(label, key):
                yield key, label


def _is_short_for(label: str, key: str) -> bool:
    """Whether a host's label is made of letters of the name, in order: "nytimes"."""
    letters = iter(key)
    return label[:1] == key[:1] and all(letter in letters for letter in label)


def _pair_keys(alias: tuple[str, str]) -> tuple[str, str]:
    return make_outlet_key(alias[0]), make_outlet_key(alias[1])


def _is_shouted(alias: str, keys: Mapping[str, str]) -> bool:
    return alias.isupper() and make_outlet_key(alias) in keys


def _find_initials(canonical: Mapping[str, str], keys: Mapping[str, str]) -> dict[str, str]:
    """Initials of three letters or more that only one outlet has: "NYT", "WSJ"."""
    having: dict[str, set[str]] = defaultdict(set)
    for name, outlet in canonical.items():
        for initials in derive_acronyms(re.sub(r"^the\s+", "", name, flags=re.I)):
            if len(initials) > 2 and initials not in {*STOP_WORDS, *ALIASES, *keys}:
                having[initials.upper()].add(outlet)
    return {initials: outlet for initials, (outlet, *more) in having.items() if not more}


def _find_endings(canonical: Mapping[str, str], keys: Mapping[str, str]) -> dict[str, str]:
    """Last words of names that only one outlet has: "the Echo" is the Port Hallam Echo."""
    having: dict[str, set[str]] = defaultdict(set)
    for name, outlet in canonical.items():
        *before, last = name.lower().split() or [""]
        if before not in ([], ["the"]) and last.isalpha() and last not in keys:
            having[last].add(outlet)
    return {last: outlet for last, (outlet, *more) in having.items() if not more}


def _read_host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
