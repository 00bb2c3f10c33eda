"""The pages of the site: plain HTML that every reader, screen reader and printer can do with, and nothing from elsewhere."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from heapq import nlargest
from html import escape
from importlib.resources import files

import attrs

from random_inspection.adapters.site.covers import KINDS, Listed

SHOWN_ROWS = 500
"""How many rows of a table a page shows; the file has all."""
FIRST = 20
"""How many notices of a kind the first page shows; the pages of the months have all."""

_STYLE = files(__package__).joinpath("style.css").read_text("utf-8")
_KB = 1024
_MINUTE = len("2026-11-25T09:00")


@attrs.frozen(kw_only=True)
class Site:
    """Whose site it is.

    Attributes:
        agency: the agency that publishes.
    """

    agency: str

    @property
    def title(self) -> str:
        """The title of the site."""
        return f"{self.agency}双随机、一公开公示"


Notices = Sequence[Sequence[Listed]]
"""Notices, each with its versions, the first one first."""


def index_page(site: Site, notices: Notices) -> str:
    """Return the first page: the latest notices of every kind, and the way to those of every month."""
    kinds = _by_kind(notices)
    latest = {kind: nlargest(FIRST, found, key=_order) for kind, found in kinds.items()}
    months = Counter(versions[-1].month for versions in notices)
    links = "".join(
        f'<li><a href="lists/{escape(month)}.html">{_month_words(month)}<span>{count}</span></a></li>'
        for month, count in sorted(months.items(), reverse=True)
    )
    by_month = f'<section id="months"><h2>按月份查阅全部公示</h2><ul class="months">{links}</ul></section>'
    body = _listing(latest, kinds, "") + by_month if kinds else "<section><p>尚无公示内容。</p></section>"
    return _page(site, site.title, "", body)


def month_page(site: Site, month: str, notices: Notices) -> str:
    """Return the list of all notices whose latest version was issued in a month."""
    kinds = {kind: sorted(found, key=_order, reverse=True) for kind, found in _by_kind(notices).items()}
    words, up = _month_words(month), "../"
    path = f'<nav class="path" aria-label="所在位置"><a href="{up}index.html">首页</a> › {words}</nav>'
    body = _listing(kinds, kinds, up) if kinds else "<section><p>本月没有公示内容。</p></section>"
    return _page(site, f"{words}公示", up, path + body)


def _order(versions: Sequence[Listed]) -> tuple[str, str, int]:
    return versions[-1].order


def _month_words(month: str) -> str:
    year, _, number = month.partition("-")
    return f"{escape(year)}年{escape(number)}月" if number else "未注明日期"


def _by_kind(notices: Notices) -> dict[str, Notices]:
    found: dict[str, list[Sequence[Listed]]] = {}
    for versions in notices:
        found.setdefault(versions[-1].kind, []).append(versions)
    return {str(kind): found[kind] for kind in KINDS if kind in found}


def _listing(shown: Mapping[str, Notices], all_: Mapping[str, Notices], up: str) -> str:
    links = "".join(
        f'<li><a href="#k{number}">{escape(kind)}<span>{len(all_[kind])}</span></a></li>'
        for number, kind in enumerate(shown)
    )
    sections = "".join(
        _section(number, kind, found, len(all_[kind]), up) for number, (kind, found) in enumerate(shown.items())
    )
    return f'<nav class="kinds" aria-label="公示类别"><ul>{links}</ul></nav>{sections}'


def _section(number: int, kind: str, notices: Notices, count: int, up: str) -> str:
    rows = "".join(_row(versions, up) for versions in notices)
    more = (
        f'<p>共{count}项，此处为最近{len(notices)}项，<a href="#months">按月份查阅全部</a>。</p>'
        if count > len(notices)
        else ""
    )
    return (
        f'<section id="k{number}"><h2>{escape(kind)}</h2><table class="list"><thead><tr><th scope="col">标题</th>'
        '<th scope="col">公示机关</th><th scope="col">公示日期</th><th scope="col">版本</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{more}</section>"
    )


def _row(versions: Sequence[Listed], up: str) -> str:
    *before, last = versions
    earlier = [_link(one, up, f"第{one.version}版") for one in reversed(before)]
    past = f'<span class="past">以前版本：{"、".join(earlier)}</span>' if earlier else ""
    return (
        f'<tr><td data-label="标题">{_link(last, up, last.title)}{past}</td>'
        f'<td data-label="公示机关">{escape(last.agency)}</td>'
        f'<td data-label="公示日期"><time datetime="{escape(last.issued_at)}">{escape(last.day)}</time></td>'
        f'<td data-label="版本">第{last.version}版</td></tr>'
    )


def _link(one: Listed, up: str, words: str) -> str:
    return f'<a href="{up}notices/{escape(one.slug)}/v{one.version}.html">{escape(words)}</a>'


def notice_page(site: Site, one: Listed, versions: Sequence[Listed], contents: Mapping[str, bytes]) -> str:
    """Return the page of one version of a notice: its tables, its files with their digests, and its other versions."""
    up = "../../"
    facts = [
        ("公示机关", one.agency),
        ("公示时间", one.issued_at[:_MINUTE].replace("T", " ")),
        ("版本", f"第{one.version}版"),
    ]
    if one.reason:
        facts.append((f"替代第{one.version - 1}版的原因", one.reason))
    shown = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(text)}</dd></div>" for name, text in facts if text)
    tables = "".join(_tables(one, contents))
    body = (
        f'<nav class="path" aria-label="所在位置"><a href="{up}index.html">首页</a> › {escape(one.kind)}</nav>'
        f'<article><h2>{escape(one.title)}</h2>{_banner(one, versions, up)}<dl class="facts">{shown}</dl>{tables}'
        f"{_downloads(one, contents)}{_others(one, versions, up)}</article>"
    )
    return _page(site, f"{one.title}（第{one.version}版）", up, body)


def _banner(one: Listed, versions: Sequence[Listed], up: str) -> str:
    last = versions[-1]
    if last is one:
        return ""
    words = _link(last, up, f"第{last.version}版")
    return f'<p class="banner" role="note">本版已被替代，现行有效的是{words}。</p>'


def _tables(one: Listed, contents: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the tables that can be read as such; every file is among the downloads all the same."""
    for file, title in one.tables:
        text = contents.get(file, b"").decode("utf-8-sig", errors="replace")
        with suppress(csv.Error):
            if rows := list(csv.reader(io.StringIO(text, newline=""))):
                yield _table(title, rows[0], rows[1:])


def _table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if len(rows) == 1:
        lines = "".join(
            f'<tr><th scope="row">{escape(heading)}</th><td>{escape(cell.strip()) or "—"}</td></tr>'
            for heading, cell in zip(headings, rows[0], strict=False)
        )
        return f'<table class="upright"><caption>{escape(title)}</caption><tbody>{lines}</tbody></table>'
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell.strip())}</td>' for cell in row)}</tr>" for row in rows[:SHOWN_ROWS]
    )
    rest = f"<p>共{len(rows)}行，此处显示前{SHOWN_ROWS}行，其余见文件。</p>" if len(rows) > SHOWN_ROWS else ""
    return (
        f'<div class="wide" role="region" aria-label="{escape(title)}" tabindex="0"><table><caption>{escape(title)}'
        f"</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{rest}"
    )


def _downloads(one: Listed, contents: Mapping[str, bytes]) -> str:
    rows = "".join(
        f'<tr><td><a href="v{one.version}/{escape(name)}">{escape(name)}</a></td><td>{_size(len(data))}</td>'
        f"<td><code>{hashlib.sha256(data).hexdigest()}</code></td></tr>"
        for name, data in contents.items()
    )
    return (
        '<section class="files"><h3>文件</h3><div class="wide" role="region" aria-label="文件" tabindex="0"><table>'
        '<thead><tr><th scope="col">文件名</th><th scope="col">大小</th><th scope="col">摘要（SHA-256）</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def _size(count: int) -> str:
    return f"{count}字节" if count < _KB else f"{count / _KB:.1f} KB"


def _others(one: Listed, versions: Sequence[Listed], up: str) -> str:
    others = [other for other in versions if other is not one]
    if not others:
        return ""
    lines = "".join(f"<li>{_link(other, up, f'第{other.version}版')}（{escape(other.day)}）</li>" for other in others)
    return f'<section class="versions"><h3>其他版本</h3><ul>{lines}</ul></section>'


def _page(site: Site, title: str, up: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#main">跳到正文</a>\n'
        f'<header><div><p class="agency">{escape(site.agency)}</p>'
        f'<h1><a href="{up}index.html">双随机、一公开公示</a></h1>'
        "<p>随机抽取检查对象，随机选派检查人员，抽查情况及查处结果及时向社会公开</p></div></header>\n"
        f'<main id="main">{body}</main>\n'
        f"<footer><p>公示内容以所附文件为准；文件摘要可用于核对内容未被改动。</p><p>{escape(site.agency)}</p></footer>\n"
        "</body>\n</html>\n"
    )
