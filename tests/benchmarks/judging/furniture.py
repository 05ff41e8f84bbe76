"""Sentences that carry no news: an outlet's lines about its own page, headings that ask."""

import re

FURNITURE = re.compile(
    r"^(editor'?s note|more|more on this|read more|related|watch|see also|contributing) ?:"
    r"|\b(sign up|subscribe|newsletter|follow (us|him|her|them) on|reach (him|her) at)\b"
    r"|\b(read|follow|see|visit|view|check)\b[^.]* live [^.]*(updates|coverage|file|blog)\b"
    r"|^(this (story|page|article|file) (was|has been|is|reflects)|updated)\b",
    re.IGNORECASE,
)
RUN_TOGETHER = re.compile(r"[a-z0-9][.?!][A-Z]")  # such a line and news that no splitter parts


def is_furniture(sentence: str) -> bool:
    """Whether a sentence is about the outlet's page and nothing else."""
    line = sentence.replace("’", "'").strip()
    return bool(FURNITURE.search(line)) and not RUN_TOGETHER.search(line)


def is_question(sentence: str) -> bool:
    """Whether a sentence asks and nobody is quoted: most often a heading, which answers nothing."""
    return sentence.rstrip().endswith("?") and not any(mark in sentence for mark in '"“”')
