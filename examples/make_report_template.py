"""Makes the template of reports that is shipped, in the form of official documents (GB/T 9704—2012).

Run it with the path to write, and change the result in a word processor; or change the numbers here:

    python examples/make_report_template.py report.docx
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
OTHERWISE = {
    SONG: "方正小标宋_GBK,小标宋,华文中宋,宋体,Noto Serif CJK SC",
    FANG: "仿宋,华文仿宋,FangSong,Noto Serif CJK SC",
    HEI: "SimHei,华文黑体,Noto Sans CJK SC",
    KAI: "楷体,华文楷体,KaiTi,Noto Serif CJK SC",
}
"""Fonts that take the place of one that a machine does not have."""
NUMBER_TWO, NUMBER_THREE, NUMBER_FOUR, SMALL_FOUR = 22, 16, 14, 12
LINE, CHARACTERS = 28.95, 28
"""Height of a line in points (22 lines on a page of 225 mm), and characters in a line of 156 mm."""
BLOCKS: tuple[tuple[str, str], ...] = (
    ("{%p if marking %}", "正文"),
    ("{{ marking }}", "公文标记"),
    ("{%p endif %}", "正文"),
    ("{{ title }}", "公文标题"),
    ("{%p if recipient %}", "正文"),
    ("{{ recipient }}：", "主送机关"),
    ("{%p endif %}", "正文"),
    ("{%p for block in body %}", "正文"),
    ("{%p if block.kind == 'heading1' %}", "正文"),
    ("{{ block.text }}", "一级标题"),
    ("{%p elif block.kind == 'heading2' %}", "正文"),
    ("{{ block.text }}", "二级标题"),
    ("{%p elif block.kind == 'paragraph' and block.label %}", "正文"),
    ("{{ block.label }}{{ block.text }}", "正文"),
    ("{%p elif block.kind == 'paragraph' %}", "正文"),
    ("{{ block.text }}", "正文"),
    ("{%p else %}", "正文"),
    ("{{ block.caption }}", "表题"),
    ("", "TABLE"),
    ("", "表后"),
    ("{%p endif %}", "正文"),
    ("{%p endfor %}", "正文"),
    ("{{ signatory }}", "署名"),
    ("{{ date }}", "成文日期"),
)


def fonts(style: Any, name: str, size: float, *, bold: bool = False) -> None:
    """Give a style a font for Chinese and for the rest."""
    style.font.size, style.font.bold, style.font.name = Pt(size), bold, "Times New Roman"
    properties = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in [key for key in properties.attrib if key.endswith("Theme")]:
        del properties.attrib[attribute]
    properties.set(qn("w:eastAsia"), name)
    properties.set(qn("w:hint"), "eastAsia")


def paragraphs(
    document: Document, name: str, font: str, size: float, *, align: Any = ALIGN.JUSTIFY, **more: Any
) -> Any:
    """Add a style of paragraphs: `more` has indent in characters, line height and spaces in points."""
    known = {style.name for style in document.styles}
    style: Any = document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    fonts(style, font, size, bold=more.get("bold", False))
    form = style.paragraph_format
    form.alignment, form.line_spacing_rule, form.line_spacing = (
        align,
        WD_LINE_SPACING.EXACTLY,
        Pt(more.get("line", LINE)),
    )
    form.space_before, form.space_after = Pt(more.get("before", 0)), Pt(more.get("after", 0))
    form.first_line_indent = Pt(size * more.get("indent", 0))
    form.left_indent, form.right_indent = Pt(size * more.get("left", 0)), Pt(size * more.get("right", 0))
    if more.get("free"):
        off: Any = OxmlElement("w:snapToGrid")
        off.set(qn("w:val"), "0")
        style.element.get_or_add_pPr().find(qn("w:spacing")).addprevious(off)
    form.keep_with_next, form.widow_control = more.get("together", False), False
    style.quick_style = True
    return style


def styles(document: Document) -> None:
    """Add the styles of an official document."""
    fonts(document.styles["Normal"], FANG, NUMBER_THREE)
    for element in document.styles.element.iter(qn("w:rFonts")):
        for attribute in [key for key in element.attrib if key.endswith("Theme")]:
            del element.attrib[attribute]
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    paragraphs(document, "正文", FANG, NUMBER_THREE, indent=2)
    paragraphs(document, "公文标记", HEI, NUMBER_THREE)
    paragraphs(document, "公文标题", SONG, NUMBER_TWO, align=ALIGN.CENTER, line=36, before=LINE, after=LINE)
    paragraphs(document, "主送机关", FANG, NUMBER_THREE)
    paragraphs(document, "一级标题", HEI, NUMBER_THREE, indent=2, together=True)
    paragraphs(document, "二级标题", KAI, NUMBER_THREE, indent=2, together=True)
    paragraphs(document, "表题", HEI, NUMBER_FOUR, align=ALIGN.CENTER, before=8, after=4, line=22, together=True)
    paragraphs(document, "表头", HEI, SMALL_FOUR, align=ALIGN.CENTER, line=22, free=True)
    paragraphs(document, "表文", FANG, SMALL_FOUR, align=ALIGN.LEFT, line=22, free=True)
    paragraphs(document, "表后", FANG, SMALL_FOUR, line=10)
    paragraphs(document, "署名", FANG, NUMBER_THREE, align=ALIGN.CENTER, left=11, before=LINE, together=True)
    paragraphs(document, "成文日期", FANG, NUMBER_THREE, align=ALIGN.CENTER, left=11)
    paragraphs(document, "页码", "宋体", NUMBER_FOUR, line=20)
    table: Any = document.styles.add_style("报告表格", WD_STYLE_TYPE.TABLE)
    table.element.append(borders())


def borders() -> Any:
    """Return the properties of a table with thin lines around every cell."""
    properties, lines = OxmlElement("w:tblPr"), OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line: Any = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        lines.append(line)
    properties.append(lines)
    return properties


def page(document: Document) -> None:
    """Set the page of GB/T 9704—2012: A4, 37 mm above, 28 mm on the left, a field of 156 × 225 mm."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(22)
    grid: Any = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(LINE * 20)))
    for old in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001  (python-docx has no grid)
        section._sectPr.remove(old)  # noqa: SLF001
    section._sectPr.append(grid)  # noqa: SLF001
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align, side in ((section.footer, ALIGN.RIGHT, "right"), (section.even_page_footer, ALIGN.LEFT, "left")):
        paragraph = footer.paragraphs[0]
        paragraph.style, paragraph.alignment = document.styles["页码"], align
        setattr(paragraph.paragraph_format, f"{side}_indent", Pt(NUMBER_FOUR))
        number(paragraph)


def number(paragraph: Any) -> None:
    """Write the number of the page between dashes."""
    paragraph.add_run("— ")
    field: Any = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001  (python-docx has no fields)
    paragraph.add_run(" —")


def table(document: Document) -> None:
    """Write the table of a block: a row of headings that every page repeats, and rows that stay whole."""
    found = document.add_table(rows=4, cols=3, style="报告表格")
    found.alignment, found.autofit = WD_TABLE_ALIGNMENT.CENTER, True
    words = (
        (("{%tc for heading in block.headings %}", "{{ heading }}", "{%tc endfor %}"), "表头"),
        (("{%tr for row in block.rows %}", "", ""), "表文"),
        (("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"), "表文"),
        (("{%tr endfor %}", "", ""), "表文"),
    )
    for row, (cells, style) in zip(found.rows, words, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.paragraphs[0].text, cell.paragraphs[0].style = text, document.styles[style]
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
    found.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001


def alternatives(data: bytes) -> bytes:
    """Return a document that names other fonts for those that a machine does not have, with no time in it."""
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in OTHERWISE.items()
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as found, zipfile.ZipFile(packed, "w") as target:
        for name in found.namelist():
            part = found.read(name)
            if name == "word/fontTable.xml":
                part = part.replace(b"</w:fonts>", f"{entries}</w:fonts>".encode())
            target.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def template() -> bytes:
    """Return the bytes of the template."""
    document = docx.Document()
    styles(document)
    page(document)
    for text, style in BLOCKS:
        if style == "TABLE":
            table(document)
        else:
            document.add_paragraph(text, style=style)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = "抽查报告模板", "random-inspection", ""
    data = io.BytesIO()
    document.save(data)
    return alternatives(data.getvalue())


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(template())
