"""The content of a WordPress post -> paragraphs: blocks, short codes, empty lines as paragraphs."""

import re

from ingest.readers.io.html_fragments import strip_markup

# [gallery ids="1,2"]. What is no short code is left alone: "[The minister] said", "[sic]"
_SHORT_CODE = re.compile(r"(?i)(?<!\[)\[(/?)([a-z][\w-]*)((?:[\s=][^\[\]]*)?)(/?)\](?!\])")
_CLOSED = re.compile(r"\[/([a-z][\w-]*)\s*\]", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""[\w-]\s*=\s*["'“”„«»&]?[^\s\]]|\A=""")
_BARE = re.compile(  # without attributes, or with an address
    r"(?i)\[(?:ads?|audio|caption|embed|gallery|playlist|poll|related|toc|video|youtube)"
    r"(?:\s+https?://[^\[\]]*)?\]"
)
_EMBEDDED = (  # what stands between is an address or code, nothing to read
    "audio|embed|gallery|playlist|soundcloud|spotify|tweet|twitter|video|vc_raw_html|vc_raw_js"
    "|vimeo|youtube"
)
_PAIR = re.compile(rf"\[({_EMBEDDED})\b[^\[\]]*\][^\[]*\[/\1\s*\]", re.IGNORECASE)
_CAPTION = re.compile(r"\[(/?)caption\b[^\[\]]*\]", re.IGNORECASE)
_BREAK = re.compile(r"<!--\s*(?:more|nextpage)\b[^<>]*-->", re.IGNORECASE)
_BLOCKS = re.compile(r"<!--\s*wp:|<p[\s>]", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+")  # alone in a paragraph, it shows what it leads to


def split_paragraphs(content: str) -> list[str]:
    """The paragraphs of a post's content, without markup and short codes.

    Posts of the block editor say where paragraphs end; in older ones an empty line does, and a line
    end is one that readers see.
    """
    content = _drop_short_codes(_BREAK.sub("\n\n", content))
    keep_lines = not _BLOCKS.search(content)
    text = strip_markup(f"<div>{content}</div>", keep_lines=keep_lines)
    paragraphs = (one.strip() for one in re.split(r"\n\s*\n", text))
    return [one for one in paragraphs if one and not _ADDRESS.fullmatch(one)]


def _drop_short_codes(content: str) -> str:
    if "[" not in content:
        return content
    content = _CAPTION.sub(r"<\1figcaption>", _PAIR.sub(" ", content))
    closed = {name.lower() for name in _CLOSED.findall(content)}

    def drop_code(code: re.Match[str]) -> str:
        closes, name, attributes, empty = code.groups()
        is_tag = closes or empty or name.lower() in closed or "_" in name
        is_code = is_tag or _BARE.fullmatch(code[0]) or _ATTRIBUTE.search(attributes)
        return "" if is_code else code[0]

    return _SHORT_CODE.sub(drop_code, content)
