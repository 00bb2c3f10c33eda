"""How the papers say things: in Chinese, as officials write them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

import attrs

from random_inspection.domain.draws import (
    AllQuota,
    Announcement,
    Contribution,
    CountQuota,
    OpenedContribution,
    PublicContribution,
    Quota,
    RatioQuota,
)
from random_inspection.rules.coverage_of_year.batches import BLANK
from random_inspection.workflows.draws.records import DrawRecord
from random_inspection.workflows.draws.risk_draws import FACTS, LEDGER_FILE, POLICY, SALT_STRATUM, is_by_risk
from random_inspection.workflows.inputs.spec_risk import RULES

DIGESTS = {"sha256": "SHA-256", "sm3": "SM3（国密）"}
INTERNAL = "内部资料，不得公开"
"""What every sheet of the workbook of a draw by risk classes says: its strata tell the classes."""
_RECHECK = (
    "任何人都可以复核，不必依赖本单位和本软件：公告、名单和结果的文件见公布的 public 文件夹，算法见公开协议 RID-1。",
    "一、公告文件 announcement.json 的摘要应与抽取前公布的公告摘要一致，结果文件 result.json 的摘要应与本记录的结果摘要一致。",
    "二、用软件核验全部步骤：random-inspection verify 文件夹；也可用只依赖标准库的 verify_as_citizen.py，或按协议自行编程。",
    "三、企业核对自己的签号：random-inspection ticket 文件夹 对象编号，并按显示的命令用系统自带的工具重算。",
)
_RECHECK_BRIEF = (
    "复核办法：任何人都可以用公布的文件（public 文件夹）重算：核对公告文件和结果文件的摘要；按公开协议 RID-1 "
    "由公告摘要和各来源的值算出种子，由种子和对象编号算出签号，各层签号最小者抽中。\n"
    "软件核验：random-inspection verify 文件夹；或用只依赖标准库的 verify_as_citizen.py，不需要本软件。"
).splitlines()
_RECHECK_SEALED = (
    "复核办法：按风险分类抽取，名单、分类和结果均封存，不公布，由有权查阅的人员用完整的文件夹（含 sealed）重算；"
    "其他人可核对公告文件的摘要与抽取前公布的公告摘要一致。\n"
    "软件复核：random-inspection verify 文件夹，核验抽取的全部步骤；"
    "random-inspection audit 文件夹，由封存的政策和事实重算名单、分类和名额。"
).splitlines()

_BEIJING = dt.timezone(dt.timedelta(hours=8))
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_NO_TARGETS = frozenset({SALT_STRATUM, BLANK})
_SEALED = {POLICY: "风险政策", FACTS: "名录和事实", LEDGER_FILE: "台账和批次规则"}
_TASK: Sequence[tuple[str, Sequence[str], str]] = (
    ("抽查任务", ("title", "task_id", "type"), "{}（{}，{}）"),
    ("所属计划", ("plan_title", "plan_id"), "{}（{}）"),
    ("计划外缘由", ("ground",), "{}"),
    ("检查机关", ("agencies",), "{}"),
    ("抽查事项", ("items",), "{}"),
    ("抽查范围", ("scope",), "{}"),
    ("抽查比例", ("ratio",), "{}"),
    ("检查起止日期", ("first_day", "last_day"), "{} 至 {}"),
)
"""The rows of a task: the label, the members of its announcement that it tells, and how."""
_ABOUT = {"items": "抽查事项", "agencies": "检查机关", "window": "检查起止日期"}


def shown(text: str) -> str:
    """Return `text` on one line, with U+FFFD for what a page cannot show: control and invisible characters."""
    return "".join(map(_shown, text))


def _shown(char: str) -> str:
    code = ord(char)
    if char in "\t\n\r":
        return " "
    noncharacter = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE  # noqa: PLR2004  (Unicode 23.7)
    return "\ufffd" if noncharacter or unicodedata.category(char) in _HIDDEN else char


def time_words(moment: str) -> str:
    """Return an RFC 3339 time as Beijing time (UTC+8) in words; what is empty was not recorded."""
    if not moment:
        return "未记录"
    local = dt.datetime.fromisoformat(moment).astimezone(_BEIJING)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M:%S}"


def recheck(announcement: Announcement) -> Sequence[str]:
    """Return how a draw is rechecked, a line each: by anybody, or, by risk classes, by who may see what is sealed."""
    return _RECHECK_SEALED if is_by_risk(announcement) else _RECHECK


def recheck_brief(announcement: Announcement) -> Sequence[str]:
    """Return the same in two paragraphs, for the page that is signed."""
    return _RECHECK_SEALED if is_by_risk(announcement) else _RECHECK_BRIEF


def workbook_words(announcement: Announcement) -> str:
    """Return what the page calls the workbook: enclosed, or, by risk classes, kept in the office."""
    return "本单位内部保存的《抽取结果.xlsx》" if is_by_risk(announcement) else "所附《抽取结果.xlsx》"


def target_count(announcement: Announcement) -> int:
    """Return how many targets the frame has, without salt and blank lot, which a draw by risk classes puts in."""
    return sum(one.size for one in announcement.strata if not (is_by_risk(announcement) and one.name in _NO_TARGETS))


def struck_count(announcement: Announcement) -> int:
    """Return how many targets were struck out, without the salt of a draw by risk classes."""
    return announcement.struck.size - is_by_risk(announcement)


def visits(record: DrawRecord) -> int:
    """Return how many targets were drawn; a blank lot is none."""
    return len(record.result.drawn) - blanks(record)


def blanks(record: DrawRecord) -> int:
    """Return how many blank lots were drawn, none or one."""
    drawn = record.result.drawn if is_by_risk(record.announcement) else ()
    return sum(one.target_id == one.stratum == BLANK for one in drawn)


def blank_words(record: DrawRecord) -> str:
    """Return that a blank lot was drawn, to be added to the number of the drawn; empty where none was."""
    return "，另抽中空签，不检查" if blanks(record) else ""


def quota_words(quota: Quota) -> str:
    """Return a quota in a few words, for a narrow column."""
    if isinstance(quota, AllQuota):
        return "全部"
    if isinstance(quota, CountQuota):
        return f"{quota.count}个"
    if isinstance(quota, RatioQuota):
        return f"不低于{quota.ratio}"
    return f"共享，权重{quota.weight}"


def quota_sentence(quota: Quota, announcement: Announcement) -> str:
    """Return a quota in full: how the number to draw is found."""
    if isinstance(quota, AllQuota):
        return "全部抽取"
    if isinstance(quota, CountQuota):
        return f"抽取{quota.count}个，不足的全部抽取" if quota.count else "不抽取"
    if isinstance(quota, RatioQuota):
        return f"抽取比例不低于{quota.ratio}，不足一个的进为一个"
    totals = {share.name: share.total for share in announcement.shares}
    return f"共享“{shown(quota.share)}”的{totals[quota.share]}个名额，按权重{quota.weight}×对象数分配"


def kind_words(contribution: Contribution, opened: OpenedContribution) -> str:
    """Return what kind of contribution it was."""
    if isinstance(contribution, PublicContribution):
        return "公开事件"
    if opened.fallback:
        return "备用公开事件（秘密值未按时公开）"
    if contribution.generated:
        return "秘密值，本单位生成，公告时已承诺"
    return "秘密值，由其自行保管，公告时已承诺"


def basis_words(contribution: Contribution, opened: OpenedContribution) -> str:
    """Return what had been announced of a contribution: the commitment, or the event."""
    if isinstance(contribution, PublicContribution):
        return shown(contribution.source)
    if opened.fallback and contribution.fallback:
        return shown(contribution.fallback.source)
    return contribution.commitment


@attrs.frozen(kw_only=True)
class ContributionWords:
    """A contribution in words: whose, of what kind, what was announced of it, and its value."""

    name: str
    kind: str
    basis: str
    value: str


def contributions(record: DrawRecord) -> Iterator[ContributionWords]:
    """Yield the contributions to the seed, in the announced order."""
    announced = {one.name: one for one in record.announcement.contributions}
    for opened in record.result.contributions:
        contribution = announced[opened.name]
        yield ContributionWords(
            name=shown(opened.name),
            kind=kind_words(contribution, opened),
            basis=basis_words(contribution, opened),
            value=shown(opened.value),
        )


def about(announcement: Announcement) -> Iterator[tuple[str, str]]:
    """Yield what else describes the task: a label and its words; of sealed files what they are, see `sealed_digests`."""
    for name, value in announcement.about.items():
        if name == "task" and isinstance(value, Mapping):
            yield from _task(value)
        elif name == RULES and is_by_risk(announcement):
            yield "封存的依据", "、".join(label for label, _ in sealed_digests(announcement)) + "；摘要见公告"
        else:
            yield _ABOUT.get(name, shown(name)), shown(_words(value))


def _task(task: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the public columns of a task: a label and its words; what has no label of its own keeps its name."""
    for label, names, pattern in _TASK:
        if all(name in task for name in names):
            yield label, shown(pattern.format(*(_words(task[name]) for name in names)))
    known = {name for _, names, _ in _TASK for name in names}
    yield from ((shown(name), shown(_words(value))) for name, value in task.items() if name not in known)


def sealed_digests(announcement: Announcement) -> Iterator[tuple[str, str]]:
    """Yield the sealed files that a draw by risk classes rests on: what they hold, and their digests."""
    rules: Sequence[Mapping[str, str]] = announcement.about[RULES] if is_by_risk(announcement) else ()  # type: ignore[assignment]
    for one in rules:
        file = str(one.get("file"))
        yield shown(_SEALED.get(file, file)), shown(str(one.get("digest")))


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return ("、" if all(isinstance(one, str) for one in value) else "；").join(map(_words, value))
    if isinstance(value, Mapping) and set(value) == {"from", "to"}:
        return f"{value['from']} 至 {value['to']}"
    if isinstance(value, Mapping):
        return "，".join(f"{name}：{_words(one)}" for name, one in value.items())
    return str(value)


def grouped(hexadecimal: str) -> str:
    """Return 64 hexadecimal characters in groups of eight, so that two people can compare them aloud."""
    return " ".join(re.findall(".{1,8}", hexadecimal))


def trust_words(record: DrawRecord) -> list[str]:
    """Return whom one still has to trust, a sentence each."""
    return [shown(reason.text("zh")) for reason in record.trust]
