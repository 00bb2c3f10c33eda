"""The three registers as the public reads them: named columns, and nothing beside them (clauses 二(二), 二(四), 二(六))."""

from __future__ import annotations

from collections.abc import Iterable

from random_inspection.domain.inspectors import Inspector
from random_inspection.domain.items import InspectionItem, ItemList
from random_inspection.domain.legal import LegalBasis
from random_inspection.domain.targets import Target
from random_inspection.rules.openness.public_safety import CODE_HEADING
from random_inspection.rules.openness.public_tables import PublicTable

ITEM_HEADINGS = (
    *("事项编号", "抽查事项", "抽查子项", "抽查依据", "抽查主体", "检查主体层级", "抽查对象", "事项类别"),
    *("抽查方式", "抽查比例", "抽查频次", "生效日期", "失效日期"),
)
TARGET_HEADINGS = ("名称", CODE_HEADING, "对象类型", "登记机关", "地区", "登记状态", "抽查事项")
INSPECTOR_HEADINGS = ("执法机关", "科室", "姓名", "执法证号", "抽查事项", "专家", "状态")


def item_listing(items: ItemList) -> PublicTable:
    """Return a version of the list of inspection items for the public, in its own order.

    Clause: 二(二) 公开, 四(三) 定期公布
    """
    return PublicTable(
        name="item-list",
        title=f"随机抽查事项清单（{items.version}，自{items.in_force_from}起施行）",
        headings=ITEM_HEADINGS,
        rows=tuple(_item(one) for one in items.items),
    )


def _item(item: InspectionItem) -> tuple[str, ...]:
    return (
        item.code,
        item.name,
        item.sub_item or "",
        "；".join(_basis(one) for one in item.legal_bases),
        item.agency,
        "、".join(item.levels),
        "、".join(item.target_kinds),
        item.category.value,
        "、".join(item.methods),
        item.ratio.verbatim,
        item.frequency.verbatim,
        item.in_force_from.isoformat(),
        item.in_force_to.isoformat() if item.in_force_to else "",
    )


def _basis(basis: LegalBasis) -> str:
    return f"《{basis.title}》{basis.article or ''}"


def target_listing(targets: Iterable[Target]) -> PublicTable:
    """Return the directory of targets for the public, by identifier.

    Clause: 二(六) 公开

    Complaints, violations, grades, tags and addresses are not in it.
    """
    return PublicTable(
        name="targets",
        title="检查对象名录库",
        headings=TARGET_HEADINGS,
        rows=tuple(_target(one) for one in sorted(targets, key=lambda one: one.target_id)),
    )


def _target(target: Target) -> tuple[str, ...]:
    return (
        target.name,
        target.target_id,
        target.kind.value,
        target.registration_authority or "",
        target.district or "",
        target.status.value,
        "、".join(target.items),
    )


def inspector_listing(inspectors: Iterable[Inspector]) -> PublicTable:
    """Return the directory of inspectors for the public, by agency, unit and name.

    Clause: 二(四) 公开

    Accounts (phone numbers), identifiers of the directory, which may be identity numbers, interests, trainings and
    complaints are not in it.
    """
    return PublicTable(
        name="inspectors",
        title="检查人员名录库",
        headings=INSPECTOR_HEADINGS,
        rows=tuple(sorted(_inspector(one) for one in inspectors)),
    )


def _inspector(inspector: Inspector) -> tuple[str, ...]:
    return (
        inspector.agency,
        inspector.unit or "",
        inspector.name,
        inspector.certificate.number if inspector.certificate else "",
        "、".join(inspector.items),
        "是" if inspector.expert else "",
        inspector.status.value,
    )
