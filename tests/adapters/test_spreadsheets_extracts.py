"""Extracts as offices hand them over: titles, other headings, hints, columns that are not there, and the digest of it all."""

import hashlib
from pathlib import Path

import pytest
from register_samples import day

from random_inspection.adapters.spreadsheets.extracts import read_inspector_extract, read_target_extract
from random_inspection.domain.targets import TargetKind
from random_inspection.errors import InvalidInput
from random_inspection.workflows.directories.extracts import read_inspectors, read_targets

LEDGER = """行政审批台账（2026年）
填写说明：一户一行
*社会信用代码,单位名称,许可事项,登记机关,地址
91990725MA0000001N,青禾县甲店,劳务派遣,青禾县市场监管局,东街1号
案例（请删除）,某店,,,
"""


def _written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "台账.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.clause("二(六) 更新")
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_an_approvals_ledger_is_read(tmp_path: Path, encoding: str) -> None:
    """Title, hint and sample are passed, headings are known by their other names, unknown columns are left."""
    path = _written(tmp_path, LEDGER, encoding)
    file = read_target_extract(path, shown_as="台账.csv")
    assert file.table.columns == ("统一社会信用代码", "企业名称", "登记机关", "住所")
    assert file.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    extract = read_targets(file, source="行政审批台账", on=day(3), kind=TargetKind.ENTERPRISE)
    assert [(one.name, one.address) for one in extract.values.values()] == [("青禾县甲店", "东街1号")]


@pytest.mark.clause("二(四) 更新")
def test_a_roster_of_the_personnel_office_is_read(tmp_path: Path) -> None:
    """Only identifier, name and agency must be there."""
    path = _written(tmp_path, "人员编号,姓名,执法机关,科室\n甲01,李某,人社局,监察大队\n")
    extract = read_inspectors(read_inspector_extract(path), source="人事系统", on=day(3))
    assert [(one.name, one.unit) for one in extract.values.values()] == [("李某", "监察大队")]


def test_a_column_that_is_there_twice_is_no_missing_one(tmp_path: Path) -> None:
    """Which of two columns counts is for a person to say, also where the column may be missing."""
    path = _written(tmp_path, LEDGER.replace("许可事项", "经营场所"))
    with pytest.raises(InvalidInput) as refused:
        read_targets(read_target_extract(path), source="台账", on=day(3), kind=TargetKind.ENTERPRISE, skip=True)
    assert [one.code for one in refused.value.problems] == ["column-repeated"]


def test_a_missing_column_is_said_once(tmp_path: Path) -> None:
    """The reader's finding about a column is not repeated by whoever reads the rows."""
    path = _written(tmp_path, LEDGER.replace("单位名称", "户"))
    with pytest.raises(InvalidInput) as refused:
        read_targets(read_target_extract(path), source="台账", on=day(3), kind=TargetKind.ENTERPRISE)
    assert [one.code for one in refused.value.problems] == ["column-missing"]


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    """A file without any of the columns, and an empty one, hold no extract."""
    for text in ("甲,乙\n1,2\n", "社会信用代码,单位名称\n"):
        with pytest.raises(InvalidInput):
            read_target_extract(_written(tmp_path, text))
