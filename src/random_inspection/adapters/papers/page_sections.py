"""The sections of ``抽取记录.docx`` that are always there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from random_inspection.adapters.papers import words
from random_inspection.adapters.papers.page_parts import (
    BODY,
    CENTRED,
    HEADING,
    HEX,
    LABEL,
    SUBTITLE,
    TITLE,
    WIDTH,
    Block,
    Entry,
    Style,
    entry,
    grid,
    paragraph,
    stacked,
)
from random_inspection.domain.draws import Stratum
from random_inspection.workflows.draws.records import DrawRecord
from random_inspection.workflows.draws.risk_draws import is_by_risk

_LABEL, _VALUE = 64.0, 174.0
_REST = WIDTH - _LABEL
_ABOUT, _LINES, _SOURCES = 8, 16, 4
"""How many rows on the task, lines in all of these, and contributions the page has room for; the workbook has all."""
_STRATUM = (78.0, 40.0, 64.0, 28.0, 28.0)
_HEADINGS = ("层", "对象数", "名额", "抽中", "候补")
_SIGNERS = ("经办人", "监督员", "见证人")
_GAP = Style(size=1, line=6)
_DATE = Style(align="right")


def opening(record: DrawRecord) -> Iterator[Block]:
    """Yield the title and the facts: number, times, contributions, seed, digests."""
    announcement = record.announcement
    yield paragraph("双随机抽查抽取记录", TITLE)
    yield paragraph(words.shown(announcement.title), SUBTITLE, most=2)
    yield paragraph("", _GAP)
    times = [words.time_words(announcement.announced_at), words.time_words(record.drawn_at)]
    algorithm = f"{words.DIGESTS[announcement.digest]}，协议 {announcement.protocol.upper()}"
    yield grid(
        (_LABEL, _VALUE, _LABEL, _VALUE),
        [
            [
                _label("抽取编号"),
                entry(words.shown(announcement.draw_id), BODY, _VALUE, most=2),
                _label("摘要算法"),
                entry(algorithm, BODY, _VALUE),
            ],
            [_label("公告时间"), entry(times[0], BODY, _VALUE), _label("抽取时间"), entry(times[1], BODY, _VALUE)],
            *_about(record),
            [_label("随机数来源"), stacked(_sources(record), span=3)],
            *(
                [_label(label), entry(words.grouped(digest), HEX, _REST, span=3)]
                for label, digest in (
                    ("种子", record.result.seed),
                    ("公告摘要", record.announcement_digest),
                    ("结果摘要", record.result_digest),
                )
            ),
        ],
    )


def _about(record: DrawRecord) -> Iterator[list[Entry]]:
    """Yield a row for what is told of the task, each as high as it needs to be while lines are left for those below."""
    rows, left = list(words.about(record.announcement))[:_ABOUT], _LINES
    for below, (label, text) in zip(range(len(rows) - 1, -1, -1), rows, strict=True):
        told = entry(text, BODY, _REST, most=left - below, span=3)
        left -= round(told.height / BODY.line)
        yield [_label(label), told]


def _label(text: str) -> Entry:
    return entry(text, LABEL, _LABEL, shaded=True)


def _sources(record: DrawRecord) -> Iterator[Entry]:
    sources = list(words.contributions(record))
    for one in sources[:_SOURCES]:
        yield entry(f"{one.name}：{one.kind}", BODY, _REST)
        digest = len(one.value) == len(record.result.seed) and one.value.isascii()
        yield entry(words.grouped(one.value) if digest else one.value, HEX, _REST, most=2)
    if (more := len(sources) - _SOURCES) > 0:
        yield entry(f"另有{more}个来源，见《抽取结果.xlsx》", BODY, _REST)


def strata(record: DrawRecord, room: float) -> list[Block]:
    """Return the strata with size, quota and drawn, two abreast; where `room` is too small, how many they are.

    Strata that stand for risk classes are for internal use: of those, the totals alone.
    """
    if is_by_risk(record.announcement):
        return _totals(record)
    result, announced = record.result, record.announcement.strata
    size = words.target_count(record.announcement)
    counts = f"{len(announced)}层，对象{size}个，抽中{words.visits(record)}个，候补{len(result.reserves)}个"
    heading = paragraph(f"一、各层抽取情况（{counts}）", HEADING, above=4)
    found = [heading, _strata_grid(record), *_shares(record)]
    if sum(block.height for block in found) <= room:
        return found
    return [heading, paragraph("层数较多，各层的对象数、名额和抽中数见所附《抽取结果.xlsx》“分层”表。", BODY)]


def _totals(record: DrawRecord) -> list[Block]:
    result, size = record.result, words.target_count(record.announcement)
    counts = (
        f"对象总数{size}个，抽中数{words.visits(record)}个{words.blank_words(record)}，候补数{len(result.reserves)}个"
    )
    note = "按风险分类抽取，分类仅供内部使用，不在本记录列示。"
    return [paragraph(f"一、抽取情况（{counts}）", HEADING, above=4), paragraph(note, BODY)]


def _shares(record: DrawRecord) -> Iterator[Block]:
    shares = "，".join(f"“{words.shown(one.name)}”共{one.total}个" for one in record.announcement.shares)
    if shares:
        yield paragraph(f"共享名额：{shares}，按“权重×对象数”分配到各层。", BODY, most=2)


def _strata_grid(record: DrawRecord) -> Block:
    drawn = {one.stratum: one.drawn for one in record.result.quotas}
    listed = Counter(one.stratum for one in record.result.reserves)
    rows = [_stratum(one, drawn[one.name], listed[one.name]) for one in record.announcement.strata]
    heads = [entry(text, LABEL, width, shaded=True) for text, width in zip(_HEADINGS, _STRATUM, strict=True)]
    if len(rows) == 1:
        return grid([2 * width for width in _STRATUM], [heads, *rows])
    half = (len(rows) + 1) // 2
    blank = [entry("", BODY, width) for width in _STRATUM]
    right = [*rows[half:], blank][:half]
    return grid(_STRATUM * 2, [heads * 2, *(a + b for a, b in zip(rows[:half], right, strict=True))])


def _stratum(stratum: Stratum, drawn: int, listed: int) -> list[Entry]:
    texts = (words.shown(stratum.name), stratum.size, words.quota_words(stratum.quota), drawn, listed)
    return [entry(str(text), CENTRED, width) for text, width in zip(texts, _STRATUM, strict=True)]


def closing(record: DrawRecord) -> Iterator[Block]:
    """Yield whom one still has to trust, how to recheck, and the lines to sign on."""
    yield paragraph("三、复核", HEADING, above=4)
    yield paragraph("仍须信任：" + "；".join(words.trust_words(record)) + "。", BODY, most=4)
    yield from (paragraph(text, BODY, most=4) for text in words.recheck_brief(record.announcement))
    yield paragraph("", _GAP)
    yield _signatures(_SIGNERS)
    yield paragraph(
        "时间均为北京时间。检查实施前，抽中名单和检查人员按规定保密。"
        f"完整结果见{words.workbook_words(record.announcement)}。",
        Style(size=8, line=14),
    )


def _signatures(signers: Sequence[str]) -> Block:
    width = WIDTH / len(signers)
    cells = [
        stacked(
            [
                entry(f"{signer}（签名）：", Style(font="黑体", size=10, line=16), width),
                entry("", Style(line=16), width),
                entry("年　　月　　日", _DATE, width),
            ]
        )
        for signer in signers
    ]
    return grid([width] * len(signers), [cells], least=54)
