"""The end of the story: what was made and where, what to check by hand, and how the office stands."""

from __future__ import annotations

from random_inspection.cli.demo.bureau import REVIEWER, TABLES, YEAR, Bureau
from random_inspection.cli.demo.draws import bundle
from random_inspection.cli.demo.quarter import JOINT, SMALL
from random_inspection.cli.office.session import PUBLIC
from random_inspection.cli.office.status import show_status
from random_inspection.domain.inspections import InspectionState

FAILED = 1


def show_ending(bureau: Bureau) -> int:
    """Check the whole trail, show where everything is and how the office stands, and return the exit status."""
    screen, folder = bureau.screen, bureau.folder
    found = bureau.office.check_trail()
    screen.problems(found.problems)
    screen.heading("Where everything is", "工作库在哪里")
    draw = bundle(bureau, JOINT).path
    for en, zh, place in (
        ("what the public reads", "公众所见", f"{folder / PUBLIC}/index.html"),
        ("the draw, to be recomputed", "可重算的抽取", f"{draw}/public"),
        ("tables that were taken in", "导入的表格", f"{folder / TABLES}"),
        (
            f"records and trail: {found.events} events, {len(found.problems)} findings",
            f"记录和留痕：{found.events}个事件，核验发现问题{len(found.problems)}项",
            f"{folder}/office.db",
        ),
    ):
        screen.line(f"  {place}  {en}", f"  {place}  {zh}")
    first = (draw / "public" / "frame.csv").read_text("utf-8").splitlines()[1].split(",")[0]
    waiting = [one.inspection_id for one in bureau.drawn(SMALL) if one.state is InspectionState.CONCLUDED]
    screen.heading("Try it", "接着试试")
    for command, en, zh in (
        (
            f"verify {draw}/public",
            "recompute the draw; the inspectors are sealed, so what needs them is not checked",
            "重算这次抽取；检查人员名单未公开，与其有关的各项不核验",
        ),
        (f"ticket {draw} {first}", "check one ticket by hand, without this software", "不用本软件，手工核对一个签号"),
        *(
            (f"office --dir {folder} review {one} --as {REVIEWER}", "go on with the work", "接着办理")
            for one in waiting[:1]
        ),
        (f"office --dir {folder} status --on {YEAR}-10-31", "a month later", "一个月后"),
    ):
        screen.line(f"  # {en}", f"  # {zh}")
        screen.same(f"  random-inspection {command}")
    show_status(bureau.session, bureau.clock.day, whole=False)
    return FAILED if found.problems else 0
