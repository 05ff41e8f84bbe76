"""Pieces of which texts are made that no model would write, but any may come near."""

from hypothesis import strategies as st

PIECES = [
    "The ferry Aurora sank off Norway on Monday", "All 225 people were rescued", "the ferry",
    "Nordlink bought the ship in 2011", "Shares fell by 5% in the U.S", "渡轮沉没了", "Yes. ",
    "“Did it sink?” he said", "The ferry sank. [S1] ", "The ferry sank. [S1] ",
    "It cost $1.4bn, e.g. in parts", "the S&P 500 (S. Korea) rose", "At 5 p.m. it left", "S",
    ". ", ".", "! ", "? ", ", ", "\n", "\n\n", " ", "- ", "**", "1. ", "Sources:\n", "。", "...",
    "[S1]", "[S2]", " [S3]", "[S3, S4]", "[S1-S3]", "(S2)", "【S4】", "S3.", " S1", "[9]", "[sic]",
    "[S1](https://evil.example)", "![x](https://evil.example)", "<b>", "According to [S2], ",
    "<S2>", "</S2>", "{S3}", "[S2, “it sank at 10”]", "[S3, Fjord", "(Fjord Courier, S3)",
    "[Fjord Courier]", "（S3）", " (3)", "³", "^2", "[S2) ", "S2] ", "[^1]", "[^1]: ", "[S3]: ",
    "In [S1], ", "As [S2] reports, ", ", as [S3] says", "Source 2 reports that ",
    "Both [S1] and [S2] say ", "(see sources 1 and 2)", "[S3]”", "“", '"', "🚢", "—", " → ", "…",
    "| ", "|---|\n", "Fjord Courier | Ferry sinks | 2024-05-07 (Tuesday)\n", "## ", "_", "*",
    "```", "```json\n", '{"answer": "', '", "sources": ["S1", "S2"]}', "\\n", "\u200b",
    "<think>", "</think>", "<sources>", "</sources>", "<|im_end|>", "<!--", "-->", "<",
    "Question: ", "Answer: ", "Sure! ", "Here is the answer: ", "] ", "[", ")", "(", "{", "}",
]  # fmt: skip
WRITTEN = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
