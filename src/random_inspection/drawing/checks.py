"""The kinds of checks that a verification reports, and the words of their findings."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any, Literal

import attrs

from random_inspection.errors import Message, Problem, RandomInspectionError, Where

Status = Literal["passed", "failed", "not-checked"]

MISMATCH = Message("check-mismatch", "expected {expected}, found {found}", "应为 {expected}，实为 {found}")
NOT_AT_HAND = Message(
    "check-file-not-at-hand", "{file} is sealed or missing, and not at hand", "{file} 未公开或缺失，手头没有"
)
UNREADABLE = Message("check-file-unreadable", "{file} could not be read, see above", "{file} 无法读取，见上")
NO_DIGEST = Message(
    "check-no-digest",
    "no digest from elsewhere was given; compare {found} with a receipt or the official notice, "
    "or give it with --announcement-digest",
    "没有提供来自别处的摘要；请将 {found} 与回执或官方公告核对，或用 --announcement-digest 提供",
)
NOT_PART = Message("check-not-part", "this draw has none", "本次抽取不涉及")

CANONICAL = Message("canonical-form", "every file is in canonical form", "各文件均为规范格式")
PUBLISHED = Message(
    "announcement-published", "the announcement is the one that was published", "公告与已发布的公告一致"
)
FRAME = Message("frame-digest", "the frame is the announced one", "抽样框与公告一致")
STRUCK = Message("struck-digest", "the list of struck targets is the announced one", "剔除名单与公告一致")
INSPECTORS = Message("inspectors-digest", "the roster of inspectors is the announced one", "检查人员名单与公告一致")
SIZES = Message("sizes", "files and strata have the announced sizes", "各文件和各层的数量与公告一致")
NAMED = Message("result-announcement", "the result belongs to this announcement", "结果对应本公告")
SECRETS = Message("secrets", "every secret opens its commitment", "每个秘密值都与其承诺相符")
PUBLICS = Message("public-values", "every public value has its announced form", "每个公开值都符合公告的格式")
SEED = Message("seed", "the seed follows from announcement and contributions", "种子由公告和各方贡献算出")
QUOTAS = Message("quotas", "the number drawn from every stratum", "各层抽取数量")
CONSISTENT = Message(
    "result-consistent",
    "tickets, order, numbers and ranks in the result agree with one another",
    "结果中的签号、顺序、数量和位次相互一致",
)
DRAWN = Message("drawn", "every drawn target", "每个抽中对象")
RESERVES = Message("reserves", "every reserve", "每个候补对象")
COMPLETE = Message("assignment-complete", "every seat of every inspection is held", "每个检查席位都有人担任")
ELIGIBLE = Message(
    "assignment-eligible",
    "nobody sits where recusal, a requirement, the capacity or a second seat forbids it",
    "没有人违反回避、资格、上限或一人一席的要求",
)
ASSIGNMENT = Message("assignment", "every seat is held by whom the draw gave it to", "每个席位的人员与重算一致")
STRANGERS = Message("other-files", "there is nothing else in the public folder", "公开文件夹中没有其他文件")
CHANGES = Message(
    "changes", "strikes and substitutes follow the rules, in an unbroken chain", "剔除与更换符合规则且首尾相连"
)

UNANNOUNCED = Message(
    "file-unannounced",
    "no inspectors were announced, but {file} is there; it has no effect: remove it",
    "公告不含检查人员，却有 {file}；该文件无效，请删除",
)
UNKNOWN_FILES = Message(
    "check-unknown-files",
    "the protocol does not know these files, and nothing is said of them: {files}",
    "规程中没有这些文件，未作核验：{files}",
)
OUT_OF_SEQUENCE = Message(
    "change-out-of-sequence",
    "{files} does not follow on change-0001.json without a gap; an entry is missing or misnamed",
    "{files} 未从 change-0001.json 起依次相接；有条目缺失或文件名有误",
)
NOT_IN_ORDER = Message("not-in-order", "not in the order of tickets", "未按签号顺序排列")
STRANGER = Message("seat-stranger", "{found!r} is not on the roster", "“{found}”不在检查人员名单中")
RECUSED = Message("seat-recused", "{found!r} is recused from {target_id!r}", "“{found}”应回避“{target_id}”")
LACKS = Message(
    "seat-requirement", "{found!r} does not hold what the seat {seat!r} requires", "“{found}”不具备“{seat}”所需的资格"
)
TWICE = Message(
    "seat-twice",
    "{found!r} sits twice in the inspection of {target_id!r}",
    "“{found}”在“{target_id}”的检查组中出现两次",
)
OVERLOADED = Message("seat-capacity", "{found!r} holds more seats than allowed", "“{found}”担任的席位超过上限")


@attrs.frozen(kw_only=True)
class Check:
    """One line of a verification.

    Attributes:
        title: what was checked, with its stable code.
        status: ``passed``, ``failed`` or ``not-checked``.
        findings: what was expected and found where it failed, or why it was not checked.
    """

    title: Message
    status: Status
    findings: tuple[Problem, ...] = ()

    @property
    def code(self) -> str:
        """The stable code of the check."""
        return self.title.code


def judged(title: Message, findings: Iterable[Problem]) -> Check:
    """Return a check that failed for `findings`, or passed where there are none."""
    found = tuple(findings)
    return Check(title=title, status="failed" if found else "passed", findings=found)


def skipped(title: Message, why: Problem) -> Check:
    """Return a check that could not be made."""
    return Check(title=title, status="not-checked", findings=(why,))


def attempted(title: Message, error: RandomInspectionError) -> Check:
    """Return a check that failed because what it recomputes is refused."""
    return Check(title=title, status="failed", findings=error.problems)


def mismatch(where: Where, expected: object, found: object) -> list[Problem]:
    """Return the finding that something is not as expected; none where it is."""
    return [] if expected == found else [MISMATCH.at(where, expected=expected, found=found)]


def published(found: str, expected: str | None) -> Check:
    """Return whether the announcement has the digest from elsewhere; without one that is not checked."""
    if expected is None:
        return skipped(PUBLISHED, NO_DIGEST.at(found=found))
    return judged(PUBLISHED, mismatch(Where(path="announcement.json"), expected, found))


def differences(path: str, expected: Iterable[object], found: Iterable[object]) -> list[Problem]:
    """Return the first entry in which two lists differ, and how long they are where that differs too."""
    for index, (wanted, got) in enumerate(zip_longest(expected, found)):
        if wanted != got:
            return [MISMATCH.at(Where(path=f"{path}[{index}]"), expected=_shown(wanted), found=_shown(got))]
    return []


def _shown(value: object) -> str:
    kind: type[Any] = type(value)
    if attrs.has(kind):
        return ", ".join(f"{field.name} {getattr(value, field.name)}" for field in attrs.fields(kind))
    return "—" if value is None else repr(value)
