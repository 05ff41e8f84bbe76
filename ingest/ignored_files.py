"""What lies in folders, zips and tars beside the articles, and is passed by without a word."""

from pathlib import PurePath

_NO_ARTICLES = ("README", "LICENSE", "LICENCE", "NOTICE", "CHANGELOG")


def is_hidden(name: str) -> bool:
    """Whether a file or folder is meant for machines: .git, .DS_Store, what macOS adds to zips."""
    return name.startswith(".") or name == "__MACOSX"


def is_about_the_folder(name: str) -> bool:
    """README.md, LICENSE-MIT, notice.txt, but not notice-of-strike.txt, which may be news."""
    return name.startswith(_NO_ARTICLES) or PurePath(name).stem.upper() in _NO_ARTICLES
