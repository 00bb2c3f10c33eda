"""The workbook that an office fills in: its sheets, sections, columns, and what each of them is called.

The template is written from these values, and a filled-in workbook is read by them.
"""

from __future__ import annotations

from typing import Literal

import attrs

TASK, TARGETS, INSPECTORS, RECUSALS = "任务", "对象", "人员", "回避"
SAMPLE = "案例（请删除）"
HINT = "填写说明："
LABEL, VALUE, REMARK = "项目", "填写内容", "说明"
OTHERS = "（其他各层）"
"""Stands for the strata that no row names: ``[default]``."""
YES, NO = "是", "否"

STRATUM, QUOTA, AMOUNT, SHARE, WEIGHT = "层名称", "名额方式", "数量或比例", "所用共享名额", "权重"
RESERVE, MAY_BE_EMPTY = "候补数", "可以没有对象"
SHARE_NAME, TOTAL = "共享名额名称", "总数"
SEAT, REQUIRES = "席位", "须具备的资格"
SOURCE, KIND, COMMITMENT, EVENT, PATTERN = "来源名称", "来源方式", "承诺值", "公开事件（秘密的备用事件）", "取值格式"

ALL, COUNT, RATIO, SHARED = "全部", "定数", "比例", "共享名额"
QUOTAS = (ALL, COUNT, RATIO, SHARED)
GENERATED, COMMITTED, PUBLIC = "本单位生成的秘密", "他人提交的承诺", "公开事件"
KINDS = (GENERATED, COMMITTED, PUBLIC)

Kind = Literal["text", "flag", "time"]


@attrs.frozen
class Setting:
    """A row of the section 基本设置.

    Attributes:
        label: what the row is called.
        path: the setting it holds, such as ``targets.publish``.
        hint: what to write, and what for.
        initial: what the template holds already.
        kind: how the text becomes a value.
        choices: the drop-down list, where there is one.
        room: the longest text that the cell makes room for.
    """

    label: str
    path: str
    hint: str
    initial: str = ""
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    room: str = ""


def _flag(label: str, path: str, hint: str, initial: str = "") -> Setting:
    return Setting(label, path, hint, initial, "flag", (YES, NO))


SETTINGS = (
    Setting("抽取编号", "draw_id", "必填。本次抽取的唯一编号，不得与以往重复，如 2026-0001/1"),
    Setting("标题", "title", "必填。如 2026年劳动用工随机抽查"),
    Setting("抽查事项", "about.items", "可空。写入公告，如 劳动合同签订情况"),
    Setting("检查机关", "about.agencies", "可空。写入公告"),
    Setting("检查起止日期", "about.window", "可空。写入公告，如 2026年12月1日至12月31日"),
    Setting("开启期限", "open_by", "可空。提交承诺者最迟何时开启（北京时间），如 2026-11-27 17:00", "", "time"),
    Setting("摘要算法", "digest", "sha256（通用）或 sm3（国密），全过程用同一种", "sha256", choices=("sha256", "sm3")),
    Setting("上次公告摘要", "previous", "可空。本单位上一次抽取公告的摘要，64位；可证明没有隐瞒的抽取", room="0" * 64),
    _flag("公开对象名单", "targets.publish", "“否”：抽取对象名单封存，只公开其摘要", YES),
    _flag("公开人员名单", "inspectors.publish", "“否”：检查人员名单封存，只公开其摘要", NO),
    _flag(
        "仅一人掌握随机数", "alone", "只有一个秘密、又无公开事件时，须填“是”确认：持有人可以事先知道结果，公告会写明"
    ),
    Setting("对象编号列", "targets.id", "“对象”表中编号列的表头；粘贴自有名录、表头不同时改这里", "统一社会信用代码"),
    Setting("对象名称列", "targets.name", "“对象”表中名称列的表头；可空", "企业名称"),
    Setting("分层列", "targets.stratum", "“对象”表中分层列的表头，如 地区、行业；每个取值是一层", "地区"),
)


@attrs.frozen
class Column:
    """A column of a section or a sheet.

    Attributes:
        heading: its heading.
        hint: what to write in it.
        choices: the drop-down list, where there is one.
        wide: its width in characters, for the sheets that are tables.
        room: the longest text that its cells make room for, in the sections.
    """

    heading: str
    hint: str = ""
    choices: tuple[str, ...] = ()
    wide: int = 20
    room: str = ""


@attrs.frozen(kw_only=True)
class Section:
    """A section of the sheet 任务: a table with a title above.

    Attributes:
        title: its title, by which it is found.
        place: the setting that it fills.
        hint: how to fill it in.
        columns: its columns.
        given: rows that the template holds; the first cell of a sample is marked as one.
        blank: how many empty rows the template has.
    """

    title: str
    place: str
    hint: str
    columns: tuple[Column, ...]
    given: tuple[tuple[str, ...], ...] = ()
    blank: int

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of its columns."""
        return tuple(column.heading for column in self.columns)


BASICS = Section(
    title="一、基本设置",
    place="",
    hint="",
    columns=(Column(LABEL), Column(VALUE), Column(REMARK)),
    blank=0,
)
STRATA = Section(
    title="二、分层名额",
    place="strata",
    hint="每层一行，层名称与“对象”表分层列的取值一致；未列出的层按“（其他各层）”办理。定数填个数（如 12），比例填百分数或分数"
    "（如 3%、1/20，向上取整），共享名额填名称和权重，全部不用填数。",
    columns=(
        Column(STRATUM),
        Column(QUOTA, choices=QUOTAS),
        Column(AMOUNT),
        Column(SHARE),
        Column(WEIGHT),
        Column(RESERVE),
        Column(MAY_BE_EMPTY, choices=(YES, NO)),
    ),
    given=(
        (f"{SAMPLE}浦东", SHARED, "", "全市", "3", "5", NO),
        (f"{SAMPLE}静安", RATIO, "3%", "", "", "2", NO),
        (OTHERS,),
    ),
    blank=12,
)
SHARES = Section(
    title="三、共享名额",
    place="shares",
    hint="几层合用一个总数时填写：按权重×对象数分到各层，零头随机取整，合计恰为总数。不用时留空。",
    columns=(Column(SHARE_NAME), Column(TOTAL)),
    given=((f"{SAMPLE}全市", "50"),),
    blank=4,
)
TEAM = Section(
    title="四、检查组席位",
    place="team",
    hint="每个检查组有几个席位就填几行；须具备的资格与“人员”表的资格用词一致，多项用分号隔开。不抽取检查人员时留空。",
    columns=(Column(SEAT), Column(REQUIRES)),
    given=((f"{SAMPLE}组长", "领队"), (f"{SAMPLE}组员", "")),
    blank=5,
)
CONTRIBUTIONS = Section(
    title="五、随机数来源",
    place="contributions",
    hint="至少一行，建议经办人、监督员各出一个秘密，再加一个公开事件，任何一方都无法左右结果。"
    '“他人提交的承诺”：由对方在自己的电脑上运行 random-inspection commit "抽取编号" 来源名称（与本表完全一致），将显示的64位承诺填入“承诺值”；“公开事件”须事先指定，写明哪一天的什么结果、如何书写、未发生时怎么办，'
    "并填取值格式（\\d 表示一位数字）。秘密可另填备用公开事件及格式，逾期未开启时代替它。",
    columns=(
        Column(SOURCE),
        Column(KIND, choices=KINDS),
        Column(COMMITMENT, room="0" * 64),
        Column(EVENT),
        Column(PATTERN),
    ),
    given=(
        (f"{SAMPLE}经办人", GENERATED),
        (f"{SAMPLE}监督员", COMMITTED, "（监督员交来的64位承诺值）", "2026-11-27 福彩3D开奖号码，三位数字", r"\d{3}"),
        (
            f"{SAMPLE}双色球2026136期",
            PUBLIC,
            "",
            "2026-11-26 开奖公告，红球升序，加号，蓝球；因故未开奖时用下一期",
            r"\d\d( \d\d){5} \+ \d\d",
        ),
    ),
    blank=5,
)
SECTIONS = (BASICS, STRATA, SHARES, TEAM, CONTRIBUTIONS)


@attrs.frozen(kw_only=True)
class Sheet:
    """A sheet that is a table.

    Attributes:
        name: the name that the template gives it; it is found by its headings.
        columns: its columns; the hint of the first begins with `HINT`.
        sample: a sample row.
    """

    name: str
    columns: tuple[Column, ...]
    sample: tuple[str, ...]


TARGETS_SHEET = Sheet(
    name=TARGETS,
    columns=(
        Column("统一社会信用代码", f"{HINT}每个检查对象一行，不得重复。18位代码；没有的填注册号或自编号。", wide=34),
        Column("企业名称", "对象的名称，写入抽取结果，不写入公开名单。", wide=44),
        Column("地区", "所属的层，不能为空，与“任务”表的层名称一致。表头可改，并在“任务”表同步修改。", wide=30),
    ),
    sample=(f"{SAMPLE}91350100M000100Y43", "某某市示例食品有限公司", "浦东"),
)
INSPECTORS_SHEET = Sheet(
    name=INSPECTORS,
    columns=(
        Column("检查人员", f"{HINT}每人一行，不得重复。执法证号或姓名；公开名单时会公开。", wide=30),
        Column("资格", "此人具备的资格、所属单位等，多项用分号隔开，如 领队；食品", wide=40),
        Column("上限", "本次最多承担几个席位；不限则留空。", wide=20),
    ),
    sample=(f"{SAMPLE}张某某", "领队；食品", "6"),
)
RECUSALS_SHEET = Sheet(
    name=RECUSALS,
    columns=(
        Column("检查对象", f"{HINT}有利害关系的一对一行，填“对象”表中的编号。没有回避的留空。", wide=34),
        Column("检查人员", "须回避的人，与“人员”表一致。", wide=24),
        Column("理由", "如 近亲属、持股或出资、曾任职。只封存，不公开。", wide=44),
    ),
    sample=(f"{SAMPLE}91350100M000100Y43", "张某某", "曾任职"),
)
SHEETS = (TARGETS_SHEET, INSPECTORS_SHEET, RECUSALS_SHEET)
INSPECTOR_COLUMNS = ("inspector_id", "holds", "capacity")
REASON = "reason"
RECUSAL_COLUMNS = ("target_id", "inspector_id", REASON)
"""The headings of `SPEC.toml`'s tables; 检查人员, 资格, 上限, 检查对象 and 理由 are aliases of them."""
