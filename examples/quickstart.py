"""A draw from a register to its verification, by the library alone: `python examples/quickstart.py`."""

import tempfile
from pathlib import Path

from random_inspection import HandedIn, announce, draw_announced, open_bundle, verify
from random_inspection.adapters.files import BundleFolder
from random_inspection.adapters.spreadsheets import read_spec
from random_inspection.adapters.system import SystemClock, SystemEntropy

SPEC = """
draw_id = "2026-0001/1"
title = "Quickstart"
alone = true                 # one secret and no public event: a demonstration, not a ceremony
[targets]
file = "register.csv"
id = "id"
stratum = "district"
[default]
quota = { ratio = "10%" }
reserve = 2
[inspectors]
file = "inspectors.csv"
recusals = "recusals.csv"
[[team]]
seat = "leader"
requires = ["leader"]
[[team]]
seat = "member"
[[contributions]]
name = "office"
kind = "secret"
generate = true
"""


def write_office(folder: Path) -> Path:
    """Write the files of a small office and return the path of its specification."""
    firms = "".join(f"FIRM-{number:03},{'north' if number % 3 else 'south'}\n" for number in range(90))
    people = "An,leader,\nBo,leader,\nChen,,\nDing,,5\n"
    (folder / "register.csv").write_text("id,district\n" + firms, "utf-8")
    (folder / "inspectors.csv").write_text("inspector_id,holds,capacity\n" + people, "utf-8")
    (folder / "recusals.csv").write_text("target_id,inspector_id,reason\nFIRM-007,An,near relative\n", "utf-8")
    (folder / "SPEC.toml").write_text(SPEC, "utf-8")
    return folder / "SPEC.toml"


def main() -> None:
    """Announce, draw, verify, and print what came of it."""
    with tempfile.TemporaryDirectory() as name:
        store, clock = BundleFolder(Path(name) / "bundle"), SystemClock()
        announced = announce(read_spec(write_office(Path(name))), store=store, clock=clock, entropy=SystemEntropy())
        print("announced, digest", announced.announcement_digest)
        record = draw_announced(store=store, clock=clock, handed_in=HandedIn())
        for target in record.result.drawn:
            print(target.target_id, target.stratum, record.teams[target.target_id])
        verification = verify(open_bundle(store), announcement_digest=announced.announcement_digest)
        for check in verification.checks:
            print(f"{check.status:12}", check.title.en)
        for reason in verification.trust:
            print("trust:", reason.text("en"))


if __name__ == "__main__":
    main()
