"""Small sound files of many formats, each with articles that name it, for harm to come to."""

import json
from collections.abc import Iterator


def said(name: str, n: int = 1) -> str:
    """A sentence that is in this file alone, with letters that other encodings write otherwise."""
    return f"Zoë’s café in {name} was reopened by mayor number {n}, the city council said."


def rss(name: str, prolog: str = "", *, count: int = 2) -> str:
    items = (
        f"<item><guid>urn:{name}:{n}</guid><title>Day {n}</title>"
        f"<description>{said(name, n)}</description></item>"
        for n in range(1, count + 1)
    )
    return (
        f'{prolog}<rss version="2.0"><channel><title>Echo</title>{"".join(items)}</channel></rss>'
    )


def wxr(name: str, prolog: str = "") -> str:
    spaces = (
        'xmlns:wp="http://wordpress.org/export/1.2/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    )
    posts = rss(name, prolog).replace("description>", "content:encoded>")
    return posts.replace('version="2.0"', f'version="2.0" {spaces}')


def nitf(name: str, prolog: str = "") -> str:
    return (
        f'{prolog}<nitf><head><docdata><doc-id id-string="urn:{name}"/></docdata></head>'
        f"<body><body.content><p>{said(name)}</p></body.content></body></nitf>"
    )


def newsml_g2(name: str, prolog: str = "") -> str:
    items = (
        f'<newsItem guid="urn:{name}:{n}" version="1"><itemMeta><itemClass qcode="ninat:text"/>'
        f"</itemMeta><contentSet><inlineData>{said(name, n)}</inlineData></contentSet></newsItem>"
        for n in (1, 2)
    )
    space = "http://iptc.org/std/nar/2006-10-01/"
    return f'{prolog}<newsMessage xmlns="{space}"><itemSet>{"".join(items)}</itemSet></newsMessage>'


def newsml_1(name: str, prolog: str = "") -> str:
    return (
        f"{prolog}<NewsML><NewsItem><Identification><NewsIdentifier>"
        "<ProviderId>epa.example</ProviderId><DateId>20220518</DateId>"
        f"<NewsItemId>{name}</NewsItemId></NewsIdentifier></Identification><NewsComponent>"
        f"<ContentItem><DataContent><p>{said(name)}</p></DataContent></ContentItem>"
        "</NewsComponent></NewsItem></NewsML>"
    )


def ritzau(name: str, prolog: str = "") -> str:
    return f"{prolog}<RBNews><NewsID>{name}</NewsID><content>{said(name)}</content></RBNews>"


def page(name: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head>{head}<title>Day</title></head><body><article><h1>Day</h1>"
        f"<p>{said(name)}</p><p>{said(name, 2)}</p></article></body></html>"
    )


def records(name: str, count: int = 3) -> str:
    """Lines of JSON."""
    lines = ({"id": f"urn:{name}:{n}", "text": said(name, n)} for n in range(count))
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def table(name: str) -> str:
    return f'id,text\nurn:{name}:1,"{said(name)}"\nurn:{name}:2,"{said(name, 2)}"\n'


def warc(name: str) -> Iterator[bytes]:
    """Two records of a web archive."""
    for n in range(2):
        html = page(f"{name}/{n}")
        http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{html}".encode()
        header = (
            "WARC/1.0\r\nWARC-Type: response\r\n"
            f"WARC-Target-URI: https://echo.example/{name}/{n}\r\n"
            "WARC-Date: 2024-05-20T10:11:12Z\r\n"
            "Content-Type: application/http;msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n"
        )
        yield header.encode() + http + b"\r\n\r\n"


def members(name: str) -> dict[str, str | bytes]:
    """Files of a zip or tar."""
    return {f"{n}.txt": said(name, n) for n in range(3)}
