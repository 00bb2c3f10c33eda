"""Documents as Markdown and as HTML; what texts say stays text in both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from random_inspection.workflows.reporting.documents import Block, Document, Heading, Paragraph, Table, date_words

_MARKS = re.compile(r"[\\`*_\[\]<>|~&$^#{}]|(?<=[A-Za-z]):(?=/)|(?<=www)\.|(?<=\S)@(?=\S)", re.IGNORECASE)
"""What would be markup in a line of Markdown; addresses that some readers turn into links are among it."""
_BEGINNING = re.compile(r"^[+=-]|^([0-9]+)(?=[.)](?: |$))")
"""What would be markup at the beginning of a line."""

STYLE = """
body{margin:0 auto;max-width:50rem;padding:2.5rem 1.25rem 4rem;color:#1a1a1a;background:#fff;
font:1.0625rem/1.9 FangSong,"仿宋_GB2312","Noto Serif CJK SC",STFangsong,serif}
h1{font:600 1.6rem/1.5 "方正小标宋简体",STZhongsong,"Noto Serif CJK SC",SimSun,serif;text-align:center;margin:1rem 0 1.75rem}
h2{font:600 1.0625rem/1.9 SimHei,"Noto Sans CJK SC",STHeiti,sans-serif;margin:1.25rem 0 0;text-indent:2em}
h3{font:600 1.0625rem/1.9 KaiTi,"楷体_GB2312",STKaiti,"Noto Serif CJK SC",serif;margin:.5rem 0 0;text-indent:2em}
p{margin:0;text-indent:2em;overflow-wrap:anywhere}
p.flush,p.marking,p.end{text-indent:0}p.marking{font-family:SimHei,"Noto Sans CJK SC",sans-serif}
p.end{text-align:right;padding-right:4em}p.end.first{margin-top:2.5rem}
.table{overflow-x:auto;margin:.75rem 0 1.25rem}
table{border-collapse:collapse;width:100%;font-size:.9375rem;line-height:1.6}
caption{font-weight:600;padding:.25rem 0 .5rem}
th,td{border:1px solid #444;padding:.3rem .6rem;text-align:left;overflow-wrap:anywhere}
th{background:#f2f2f2;text-align:center;white-space:nowrap}
@media print{body{max-width:none;padding:0}tr{break-inside:avoid}thead{display:table-header-group}}
@page{size:A4;margin:37mm 26mm 35mm 28mm}
"""


def to_markdown(document: Document) -> str:
    """Return a document as Markdown with tables (GFM), ending with a line feed."""
    head = [document.marking and f"**{_plain(document.marking)}**", f"# {_plain(document.title)}"]
    to = document.recipient and f"{_plain(document.recipient)}："
    end = [_plain(document.signatory), date_words(document.date)]
    parts = [*head, to, *(part for block in document.body for part in _markdown(block)), *end]
    return "\n\n".join(part for part in parts if part) + "\n"


def _markdown(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * (block.level + 1)} {_plain(block.text)}"
    elif isinstance(block, Paragraph):
        yield (f"**{_plain(block.label)}** " if block.label else "") + _plain(block.text)
    else:
        yield f"**{_plain(block.caption)}**"
        lines = (block.headings, ("---",) * len(block.headings), *block.rows)
        ruled = (line if at == 1 else tuple(map(_plain, line)) for at, line in enumerate(lines))
        yield "\n".join(f"| {' | '.join(line)} |" for line in ruled)


def _plain(text: str) -> str:
    escaped = _MARKS.sub(lambda found: f"\\{found[0]}", text)
    return _BEGINNING.sub(lambda found: f"{found[1]}\\" if found[1] else f"\\{found[0]}", escaped)


def to_html(document: Document) -> str:
    """Return a document as one HTML page that needs nothing from elsewhere, for the screen and for A4."""
    title = escape(document.title)
    body = "\n".join(_page(document))
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _page(document: Document) -> Iterator[str]:
    if document.marking:
        yield f'<p class="marking">{escape(document.marking)}</p>'
    yield f"<h1>{escape(document.title)}</h1>"
    if document.recipient:
        yield f'<p class="flush">{escape(document.recipient)}：</p>'
    for block in document.body:
        yield _html(block)
    yield f'<p class="end first">{escape(document.signatory)}</p>'
    yield f'<p class="end"><time datetime="{document.date}">{date_words(document.date)}</time></p>'


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        level = block.level + 1
        return f"<h{level}>{escape(block.text)}</h{level}>"
    if isinstance(block, Paragraph):
        label = f"<strong>{escape(block.label)}</strong>" if block.label else ""
        return f"<p>{label}{escape(block.text)}</p>"
    return _html_table(block)


def _html_table(table: Table) -> str:
    heads = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in table.headings)
    rows = "\n".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in table.rows)
    return (
        f'<div class="table" tabindex="0"><table>\n<caption>{escape(table.caption)}</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>"
    )
