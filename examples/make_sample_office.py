"""Make the tables of the sample office that ships with the package: a fictional county, 青禾县.

    python examples/make_sample_office.py [FOLDER]

writes into FOLDER the tables of a draw: ``register.csv`` (2,400 targets), ``inspectors.csv`` (60 inspectors of two
agencies) and ``recusals.csv`` (45 pairs); and those that an office imports: ``items.csv`` (the list of inspection
items), ``staff.csv`` and ``interests.csv``, which tell the same people and pairs under the headings of the
directories, and ``complaints.csv`` (12 complaints). Without FOLDER it writes into the package's own
``cli/sample_office``, whose files it reproduces byte for byte, on every machine: whatever is picked is picked by a
SHA-256.

Nobody real is meant. There is no 青禾县, and every name begins with it or with one of its townships. The codes
are valid by GB 32100-2015 (check character) and GB 11714 (the ninth character of the organisation's part),
but their area is 990725: GB/T 2260 gives out provinces from 11 to 82 and nothing from 92 on, so no registration
authority has ever issued a code with it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple, TypeVar

from stdnum.cn import uscc

T = TypeVar("T")
HERE = Path(__file__).resolve().parents[1] / "src/random_inspection/cli/sample_office"
COUNTY, AREA = "青禾县", "990725"
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The characters of a code (GB 32100-2015, table 1)."""

TOWNSHIPS = {
    "城关镇": 520, "经济开发区": 410, "河口镇": 300, "柳溪镇": 240, "石桥镇": 210, "白杨镇": 180,
    "茶亭镇": 160, "双塘镇": 140, "麦岭镇": 110, "松涧乡": 70, "鹿鸣乡": 42, "云岭乡": 18,
}  # fmt: skip
"""How many targets every township has."""


class Kind(NamedTuple):
    """A kind of target: its second digit in the code, its column, and the end of its name."""

    digit: str
    title: str
    ending: str


FIRM, SHOP, COOPERATIVE = (
    Kind("1", "企业", "有限公司"),
    Kind("2", "个体工商户", ""),
    Kind("3", "农民专业合作社", "专业合作社"),
)
TRADES = (
    (FIRM, "制造业", "服饰 针织 食品 木业 竹制品 家具 机械 农机 电子 电器 塑业 包装 建材 陶瓷 纸业 五金制造"),
    (FIRM, "建筑业", "建筑工程 建筑劳务 装饰工程 园林绿化 水电安装 市政工程"),
    (FIRM, "批发和零售业", "商贸 贸易 农资 医药 粮油 百货"),
    (FIRM, "交通运输、仓储和邮政业", "物流 货运 仓储 快递服务"),
    (FIRM, "租赁和商务服务业", "人力资源 劳务派遣 物业服务 保安服务 广告 企业管理"),
    (FIRM, "信息传输、软件和信息技术服务业", "信息技术 网络科技 软件"),
    (FIRM, "住宿和餐饮业", "餐饮管理 酒店管理 文化旅游"),
    (SHOP, "住宿和餐饮业", "面馆 小吃店 饭庄 早餐店 茶馆 客栈 烧烤店"),
    (SHOP, "批发和零售业", "超市 便利店 五金店 服装店 文具店 水果店 种子店 家电经营部 建材经营部"),
    (SHOP, "居民服务、修理和其他服务业", "理发店 汽修厂 家政服务部 洗衣店 摩托车修理部 照相馆"),
    (SHOP, "制造业", "豆腐坊 米粉厂 门窗加工店 酿酒坊"),
    (COOPERATIVE, "农、林、牧、渔业", "水稻种植 蔬菜种植 茶叶 生态养殖 果业 苗木 食用菌 农机服务"),
)
WEIGHTS = {"经济开发区": (9, 3, 3, 3, 3, 2, 1, 1, 1, 1, 0, 0), "城关镇": (3, 3, 4, 2, 4, 2, 2, 5, 6, 4, 1, 0)}
RURAL = (3, 2, 1, 1, 1, 0, 1, 3, 4, 2, 2, 5)
FIRST = "云松禾麦晴和泽启岚瑞恒盛丰嘉宏远景明安顺德润祥瑾朗沐致同聚兴华锦凯诚雅源春秋长永"
SECOND = "川原野林溪海帆达成峰隆茂宁康益民佳悦来通辉阳星舟桥田谷石汇友光合利畅荣立创信美升"

SURNAMES = "周陆沈韩顾孟程叶贺乔温纪裴柳江骆简卓闻祝雷施庄葛季俞覃岳尹邵"
GIVEN = (
    "望川", "知远", "禾青", "牧之", "书宁", "景行", "亦安", "素言", "清和", "怀瑾", "长风", "晓棠", "明溪", "若谷", "采薇",
    "思齐", "南乔", "予白", "念慈", "守拙", "云起", "初阳", "见微", "星野", "如松", "宜修", "静姝", "一鸣", "朝晖", "听澜",
)  # fmt: skip
AGENCIES = (("RS", "人社", 32, 11), ("SJ", "市监", 28, 9))
"""Prefix of the ids, membership, how many inspectors, how many of them may lead."""

REASONS = (
    "近亲属：配偶在该单位任职",
    "近亲属：父母为该单位经营者",
    "近亲属：子女在该单位任职",
    "近亲属：兄弟姐妹为该单位股东",
    "曾任职：三年内曾在该单位工作",
    "曾任职：曾任该单位法律顾问",
    "持股或出资：本人持有该单位股份",
    "持股或出资：配偶对该单位出资",
    "合同或债务：与该单位有房屋租赁合同",
    "合同或债务：与该单位有未结清借款",
    "其他可能影响公正：该单位申请回避，经批准",
)


def number(*label: object) -> int:
    """Return a large number that depends on `label` alone."""
    return int.from_bytes(hashlib.sha256("/".join(map(str, label)).encode()).digest(), "big")


def pick(options: Sequence[T], *label: object) -> T:
    """Return one of `options`, by the hash of `label`."""
    return options[number(*label) % len(options)]


def organisation_code(*label: object) -> str:
    """Return nine characters of GB 11714: eight, of the newer style (MA…) or the older one, and their check."""
    body = f"{number('body', *label) % 10**8:08}"
    if number("newer", *label) % 10 < 7:  # noqa: PLR2004  (most are younger than the reform of 2015)
        body = "MA" + "".join(LETTERS[number("letter", place, *label) % len(LETTERS)] for place in range(6))
    values = (int(char, 36) for char in body)
    check = -sum(value * weight for value, weight in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    return body + "0123456789X"[check]


def credit_code(kind: Kind, *label: object) -> str:
    """Return a valid unified social credit code of the fictional area."""
    body = f"9{kind.digit}{AREA}{organisation_code(*label)}"
    return body + str(uscc.calc_check_digit(body))


def target_name(kind: Kind, township: str, trade: str, *label: object) -> str:
    """Return what a target of this kind and trade may be called."""
    brand = pick(FIRST, "first", *label) + pick(SECOND, "second", *label)
    return f"{COUNTY}{'' if kind is FIRM else township}{brand}{trade}{kind.ending}"


def targets() -> Iterator[tuple[str, ...]]:
    """Yield the rows of the register, township by township."""
    names: set[str] = set()
    for township, size in TOWNSHIPS.items():
        weights = WEIGHTS.get(township, RURAL)
        choices = [trade for trade, weight in zip(TRADES, weights, strict=True) for _ in range(weight)]
        for place in range(size):
            for attempt in count():
                label = (township, place, attempt)
                kind, industry, trades = pick(choices, "trade", *label)
                name = target_name(kind, township, pick(trades.split(), "word", *label), *label)
                if name not in names:
                    break
            names.add(name)
            yield credit_code(kind, *label), name, township, industry, kind.title


def inspectors() -> Iterator[tuple[str, str, str]]:
    """Yield the roster: id, what the inspector holds, and the most seats (empty: no limit)."""
    people = iter(sorted(range(60), key=lambda person: number("person", person)))
    for prefix, membership, size, leaders in AGENCIES:
        for place in range(1, size + 1):
            person = next(people)
            name = SURNAMES[person % 30] + GIVEN[(person * 7 + person // 30) % 30]
            leads = place <= leaders
            capacity = "" if leads else pick(("", "", "", "", "5", "4", "2"), "capacity", prefix, place)
            yield f"{prefix}{place:02}{name}", "；".join(["领队", membership] if leads else [membership]), capacity


def recusals(target_ids: Sequence[str], inspector_ids: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return 45 pairs that must not meet, with reasons, by target."""
    pairs = {
        (pick(target_ids, "recused target", place), pick(inspector_ids, "recused inspector", place)): place
        for place in range(45)
    }
    return sorted((*pair, pick(REASONS, "reason", place)) for pair, place in pairs.items())


LABOUR, MARKET = f"{COUNTY}人力资源和社会保障局", f"{COUNTY}市场监督管理局"
ITEMS = (
    ("人社-01", "劳动合同签订情况", "《劳动保障监察条例》第十一条", LABOUR),
    ("人社-02", "工资支付情况", "《劳动保障监察条例》第十一条", LABOUR),
    ("市监-01", "企业年度报告公示信息", "《企业信息公示暂行条例》第十四条", MARKET),
)
"""Code, name, legal basis and agency of every item."""


ITEM_HEADINGS = "事项编号 抽查事项 抽查依据 抽查主体 检查主体层级 抽查对象 事项类别 抽查方式 抽查比例 抽查频次 生效日期"
STAFF_HEADINGS = "人员编号 姓名 执法机关 科室 执法证号 发证机关 有效期至 抽查事项 资格 组长"


def items() -> Iterator[tuple[str, ...]]:
    """Yield the rows of the list of inspection items."""
    for code, name, basis, agency in ITEMS:
        kinds, methods = "企业、个体工商户、农民专业合作社", "现场检查、书面检查、网络监测"
        yield code, name, basis, agency, "县级", kinds, "一般", methods, "不低于3%", "每年不少于1次", "2026-01-01"


def staff(roster: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Yield the personnel of both agencies: who they are, with which certificate, for which items."""
    for place, (inspector, holds, _) in enumerate(roster):
        agency, unit = (LABOUR, "劳动保障监察大队") if inspector.startswith("RS") else (MARKET, "信用监管科")
        codes = "；".join(code for code, _, _, of in ITEMS if of == agency)
        number = f"{COUNTY[:2]}执{place + 1:04}"
        yield inspector, inspector[4:], agency, unit, number, "自治区人民政府", "2029-12-31", codes, holds, _yes(holds)


def _yes(holds: str) -> str:
    return "是" if "领队" in holds else "否"


def interests(pairs: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Yield the interests that inspectors declared, for the same pairs as the recusals."""
    for target, inspector, reason in pairs:
        yield inspector, reason.partition("：")[0], target, "2025-05-01"


def complaints(register: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Yield complaints about wages in the building trade of the last half year."""
    builders = [row[0] for row in register if row[3] == "建筑业"]
    for place in range(12):
        day = f"2026-{number('month', place) % 6 + 2:02}-{number('day', place) % 28 + 1:02}"
        yield pick(builders, "complaint", place), day, "12333"


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return a CSV in UTF-8 with a byte order mark, which Excel needs to show Chinese."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def tables() -> dict[str, bytes]:
    """Return the bytes of every table by file name."""
    register, roster = list(targets()), list(inspectors())
    pairs = recusals([row[0] for row in register], [row[0] for row in roster])
    return {
        "register.csv": table(["统一社会信用代码", "企业名称", "乡镇", "行业", "主体类型"], register),
        "inspectors.csv": table(["inspector_id", "holds", "capacity"], roster),
        "recusals.csv": table(["target_id", "inspector_id", "reason"], pairs),
        "items.csv": table(ITEM_HEADINGS.split(), list(items())),
        "staff.csv": table(STAFF_HEADINGS.split(), list(staff(roster))),
        "interests.csv": table(["人员编号", "利害关系", "统一社会信用代码", "开始日期"], list(interests(pairs))),
        "complaints.csv": table(["统一社会信用代码", "收到日期", "来源"], list(complaints(register))),
    }


def main(folder: Path) -> None:
    """Write the tables into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in tables().items():
        (folder / name).write_bytes(data)
        print(f"{folder / name}: {len(data):,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
