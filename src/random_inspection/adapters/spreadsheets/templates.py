"""Writes the workbook that an office fills in."""

from __future__ import annotations

from pathlib import Path

from random_inspection.errors import AlreadyDone, Message, StorageFailed, Where, system_words

EXISTS = Message(
    "template-exists",
    "there is a file of this name already, and it is not written over; choose another name",
    "已有同名文件，不会覆盖；请换一个文件名",
)
UNWRITABLE = Message(
    "template-unwritable",
    "the file cannot be written ({why}); check that the folder exists and may be written to",
    "无法写入文件（{why_zh}）；请检查文件夹是否存在、是否有写入权限",
)


def write_template(path: Path) -> None:
    """Write an empty workbook with the sheets 任务, 对象, 人员 and 回避, each with hints and marked samples.

    Filled in, it is read by `read_spec`; left as it is, it holds no draw.

    Raises:
        AlreadyDone: there is a file of this name.
        StorageFailed: the file cannot be written.
        ExtraMissing: openpyxl is not installed.
    """
    # Text files are read without the optional openpyxl.
    from random_inspection.adapters.spreadsheets.template_pages import template  # noqa: PLC0415

    data = template()
    where = Where(file=str(path))
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise AlreadyDone(EXISTS.at(where)) from error
    except (OSError, ValueError) as error:
        raise StorageFailed(UNWRITABLE.at(where, **system_words(error))) from error
