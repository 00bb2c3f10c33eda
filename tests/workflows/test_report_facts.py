"""What the registers say for reports."""

import attrs
from office_acts import office, order
from register_samples import GONE, NEW, day, shop

from random_inspection.rules.samples import INSPECTOR, ITEMS
from random_inspection.workflows.directories.registers import adopt_item_list, change_inspector, change_target
from random_inspection.workflows.reporting.report_facts import register_facts


def test_names_and_districts_come_from_the_registers() -> None:
    """Also of who has left since: reports are about what was."""
    ports = office()
    adopt_item_list(order("1"), ITEMS, source="文件", reason="首次发布", **ports)
    change_target(
        order("2"), attrs.evolve(shop(), district="城关镇"), NEW, on=day(2), source="台账", reason="新设", **ports
    )
    for command, movement in (("3", NEW), ("4", GONE)):
        change_inspector(order(command), INSPECTOR, movement, on=day(2), source="人事", reason="调动", **ports)
    facts = register_facts(store=ports["store"], targets=[shop().target_id, "无此对象"], classes={"T1": "A"})
    assert facts.item(ITEMS.items[0].code) == ITEMS.items[0].name
    assert facts.person(INSPECTOR.inspector_id) == INSPECTOR.name
    assert facts.districts == {shop().target_id: "城关镇"}
    assert facts.classes == {"T1": "A"}
