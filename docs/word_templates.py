"""Makes the Word templates the program brings: ``python -m docs.word_templates`` writes resources/templates/word anew.

They are written part by part, so that they hold nothing but what is meant: no theme, no hidden styles, no author.
"""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from desktop_app import BUILD_DAY
from desktop_app.documents.layout import Layout, document_layout
from desktop_app.documents.word.fields import TABLES, Kind
from desktop_app.documents.word.looks import DATE_SHARE, Look, Page, font_of, looks, page

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "templates" / "word"
LAYOUT = document_layout(date.fromisoformat(BUILD_DAY))
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    f'{_W} xmlns:r="{_R}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

STYLES = {
    "SCB Cơ quan cấp trên": ("ScbCapTren", "center", ""),
    "SCB Cơ quan ban hành": ("ScbCoQuan", "center", "b"),
    "SCB Số ký hiệu": ("ScbSo", "center", ""),
    "SCB Tiêu đề Đảng": ("ScbTieuDeDang", "center", "bu"),
    "SCB Nơi, ngày": ("ScbNoiNgay", "center", "i"),
    "SCB Tên loại": ("ScbTenLoai", "center", "b"),
    "SCB Trích yếu": ("ScbTrichYeu", "center", "b"),
    "SCB Gạch chân": ("ScbGachChan", "center", ""),
    "SCB Ghi chú": ("ScbGhiChu", "center", "i"),
    "SCB Đề mục": ("ScbDeMuc", "both", "bk"),
    "SCB Mục": ("ScbMuc", "both", "bk"),
    "SCB Dẫn": ("ScbDan", "both", "ik"),
    "SCB Đoạn": ("ScbDoan", "both", ""),
    "SCB Chức vụ": ("ScbChucVu", "center", "bk"),
    "SCB Cách ký": ("ScbCachKy", "center", "ik"),
    "SCB Họ tên": ("ScbHoTen", "center", "b"),
    "SCB Nơi nhận": ("ScbNoiNhan", "left", ""),
    "SCB Số trang": ("ScbSoTrang", "center", ""),
    "SCB Chân trang": ("ScbChanTrang", "center", "i"),
    "SCB Bảng": ("ScbBang", "left", ""),
    "SCB Thông tin": ("ScbThongTin", "left", ""),
}
"""Identifier, alignment and marks of each style: b bold, i italic, u underlined, k stays with the next paragraph."""


def made(kind: Kind) -> bytes:
    """Return one template; the same program makes the same bytes."""
    table, numbered = kind in TABLES, kind is not Kind.BALLOT
    parts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations(
            ("officeDocument", "word/document.xml"), ("metadata/core-properties", "docProps/core.xml")
        ),
        "docProps/core.xml": _core(),
        "word/document.xml": _document(kind),
        "word/_rels/document.xml.rels": _relations(
            ("styles", "styles.xml"),
            ("settings", "settings.xml"),
            ("header", "header1.xml"),
            ("header", "header2.xml"),
            ("footer", "footer1.xml"),
            ("footer", "footer2.xml"),
        ),
        "word/styles.xml": _styles(looks(LAYOUT, table=table, width=page(LAYOUT).text_width), LAYOUT),
        "word/settings.xml": _settings(kind),
        "word/header1.xml": _edge("hdr", _mark("trang-sau") + (_p("ScbSoTrang", _field("PAGE")) if numbered else "")),
        "word/header2.xml": _edge("hdr", _mark("trang-dau")),
        "word/footer1.xml": _edge("ftr", _p("ScbChanTrang", _t("{{ chan_trang }}"))),
        "word/footer2.xml": _edge("ftr", _p("ScbChanTrang", _t("{{ chan_trang }}"))),
    }
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, content.encode())
    return target.getvalue()


# --- small pieces ---


def _t(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _p(style: str, inside: str = "", more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{inside}</w:p>'


def _tag(text: str) -> str:
    """Return a paragraph that holds only a tag and vanishes when it is filled."""
    return _p("ScbDoan", _t(text))


def _line(style: str, text: str, *, when: str = "", more: str = "") -> str:
    """Return a paragraph of a style, printed only ``when`` a field says something."""
    inside = _p(style, _t(text), more)
    return _tag(f"{{%p if {when} %}}") + inside + _tag("{%p endif %}") if when else inside


def _each(name: str, listed: str, inside: str) -> str:
    return _tag(f"{{%p for {name} in {listed} %}}") + inside + _tag("{%p endfor %}")


def _field(instruction: str) -> str:
    return f'<w:fldSimple w:instr=" {instruction} ">{_t("2")}</w:fldSimple>'


def _beside(left: str, right: str, shares: tuple[int, int], keep: str = "") -> str:
    """Return two cells without rules, their shares in percent of the width."""
    wide = page(LAYOUT).text_width * 20
    grid = "".join(f'<w:gridCol w:w="{round(wide * share / 100)}"/>' for share in shares)
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{share * 50}" w:type="pct"/></w:tcPr>{inside}</w:tc>'
        for inside, share in zip((left, right), shares, strict=True)
    )
    look = (
        '<w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
    )
    return (
        f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr>{keep}</w:trPr>{cells}</w:tr></w:tbl>"
    )


# --- the text ---


def _head(of: str) -> str:
    left = (
        _line("ScbCapTren", f"{{{{ {of}co_quan_cap_tren }}}}", when=f"{of}co_quan_cap_tren")
        + _line("ScbCoQuan", f"{{{{ {of}co_quan }}}}")
        + _line("ScbCapTren", "*")
        + _line("ScbSo", f"{{{{ {of}so_ky_hieu }}}}", when=f"{of}so_ky_hieu")
    )
    right = _line("ScbTieuDeDang", f"{{{{ {of}tieu_de_dang }}}}") + _line("ScbNoiNgay", f"{{{{ {of}noi_ngay }}}}")
    # The title of the Party stands in one line, and so does a place of usual length with its date.
    return (
        _beside(left, right, (100 - DATE_SHARE, DATE_SHARE))
        + _line("ScbTenLoai", f"{{{{ {of}ten_loai }}}}")
        + _each("dong", f"{of}trich_yeu", _line("ScbTrichYeu", "{{ dong }}"))
        + _p("ScbGachChan")
        + _line("ScbGhiChu", f"{{{{ {of}ghi_chu }}}}", when=f"{of}ghi_chu")
    )


def _body(of: str, *, tables: bool) -> str:
    inside = _tag("{%p if d.de_muc %}") + _line("ScbDeMuc", "{{ d.chu }}")
    inside += _tag("{%p elif d.muc %}") + _line("ScbMuc", "{{ d.chu }}")
    inside += _tag("{%p elif d.dan %}") + _line("ScbDan", "{{ d.chu }}")
    if tables:
        inside += _tag("{%p elif d.bang %}") + _line("ScbBang", "{{p d.bang }}")
    inside += _tag("{%p else %}") + _line("ScbDoan", "{{ d.chu }}") + _tag("{%p endif %}")
    return _each("d", f"{of}noi_dung", inside)


def _signer(whose: str) -> str:
    return (
        _each("dong", f"{whose}.chuc_vu", _line("ScbChucVu", "{{ dong }}"))
        + _line("ScbCachKy", f"{{{{ {whose}.cach_ky }}}}", when=f"{whose}.cach_ky")
        + _line("ScbHoTen", f"{{{{ {whose}.ho_ten }}}}", when=f"{whose}.chuc_vu")
    )


def _end(of: str) -> str:
    recipients = _tag(f"{{%p if {of}noi_nhan %}}")
    recipients += _p("ScbNoiNhan", _bold_italic(f"{{{{ {of}noi_nhan_dau }}}}"))
    recipients += _each("noi", f"{of}noi_nhan", _line("ScbNoiNhan", "{{ noi }}")) + _tag("{%p endif %}")
    left, right = _signer(f"{of}ky_trai"), _signer(f"{of}ky_phai")
    room = _p("ScbDoan", more="<w:keepNext/>")
    return (
        _line("ScbDoan", f"{{{{ {of}cau_ket }}}}", when=f"{of}cau_ket", more="<w:keepNext/>")
        + room
        + _beside(left + recipients, right, (50, 50), keep="<w:cantSplit/>")
    )


def _bold_italic(text: str) -> str:
    letters = '<w:rPr><w:b/><w:i/><w:u w:val="single"/></w:rPr>'
    return f'<w:r>{letters}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _document(kind: Kind) -> str:
    if kind is Kind.BOOK:
        turned = _tag("{%p if v.sang_trang %}") + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + _tag("{%p endif %}")
        signed = _tag("{%p if v.phan_ky %}") + _line("ScbDoan", "{{p v.phan_ky }}") + _tag("{%p else %}")
        body = turned + _head("v.") + _body("v.", tables=True) + signed + _end("v.") + _tag("{%p endif %}")
        inside = _each("v", "van_ban", body)
    elif kind is Kind.BALLOT:
        inside = _body("", tables=True)
    elif kind in TABLES:
        inside = _head("") + _body("", tables=True) + _line("ScbDoan", "{{p phan_ky }}")
    else:
        inside = _head("") + _body("", tables=False) + _end("")
    return f"{_XML}<w:document {_SPACES}><w:body>{inside}{_section(page(LAYOUT))}</w:body></w:document>"


def _section(paper: Page) -> str:
    def twips(points: float) -> int:
        return round(points * 20)

    edges = "".join(
        f'<w:{name}Reference w:type="{which}" r:id="rId{number}"/>'
        for name, which, number in (
            ("header", "default", 3),
            ("header", "first", 4),
            ("footer", "default", 5),
            ("footer", "first", 6),
        )
    )
    return (
        f'<w:sectPr>{edges}<w:pgSz w:w="{twips(paper.page_width)}" w:h="{twips(paper.page_height)}"/>'
        f'<w:pgMar w:top="{twips(paper.top_margin)}" w:right="{twips(paper.right_margin)}" '
        f'w:bottom="{twips(paper.bottom_margin)}" w:left="{twips(paper.left_margin)}" '
        f'w:header="{twips(paper.header_distance)}" w:footer="{twips(paper.footer_distance)}" w:gutter="0"/>'
        "<w:titlePg/></w:sectPr>"
    )


# --- the other parts ---


def _mark(name: str) -> str:
    """Return the paragraph with the large grey words across the page, there only when a mark is asked for."""
    shape = (
        '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="{name}" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;width:460pt;'
        "height:90pt;rotation:308;z-index:-251658752;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        'mso-position-vertical-relative:margin" fillcolor="#ededed" stroked="f">'
        f'<v:textpath style="font-family:&quot;{font_of(LAYOUT)}&quot;;font-weight:bold" string="{{{{ dau_cheo }}}}"/>'
        "</v:shape></w:pict></w:r>"
    )
    return _p("ScbSoTrang", _t("{%r if dau_cheo %}") + shape + _t("{%r endif %}"))


def _edge(tag: str, inside: str) -> str:
    return f"{_XML}<w:{tag} {_SPACES}>{inside}</w:{tag}>"


def _styles(measures: dict[str, Look], layout: Layout) -> str:
    font = font_of(layout)
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
    body = round(layout.body_size * 2)
    letters = f'<w:rPr>{fonts}<w:sz w:val="{body}"/><w:lang w:val="vi-VN"/></w:rPr>'
    made = "".join(_style(name, *STYLES[name], look, font) for name, look in measures.items())
    return (
        f"{_XML}<w:styles {_W}><w:docDefaults><w:rPrDefault>{letters}</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        f"{made}</w:styles>"
    )


def _style(name: str, id_: str, align: str, marks: str, look: Look, font: str) -> str:
    spacing = f'<w:spacing w:before="{round(look.before * 20)}" w:after="{round(look.after * 20)}"'
    spacing += f' w:line="{round(look.line * 20)}" w:lineRule="exact"/>' if look.line else "/>"
    shape = "<w:keepNext/><w:keepLines/>" if "k" in marks else ""
    if name == "SCB Gạch chân":
        shape += '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'
    shape += spacing
    if look.first_line or look.sides:
        side = round(look.sides * 20)
        shape += f'<w:ind w:left="{side}" w:right="{side}" w:firstLine="{round(look.first_line * 20)}"/>'
    shape += f'<w:jc w:val="{align}"/>'
    letters = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'
    letters += ("<w:b/>" if "b" in marks else "") + ("<w:i/>" if "i" in marks else "")
    letters += f'<w:sz w:val="{round(look.size * 2)}"/>' + ('<w:u w:val="single"/>' if "u" in marks else "")
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{id_}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{shape}</w:pPr><w:rPr>{letters}</w:rPr></w:style>'
    )


def _settings(kind: Kind) -> str:
    mirrored = "<w:mirrorMargins/>" if kind is Kind.BOOK else ""
    compatible = (
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat>'
    )
    return (
        f'{_XML}<w:settings {_W}>{mirrored}<w:defaultTabStop w:val="720"/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/>{compatible}<w:themeFontLang w:val="vi-VN"/></w:settings>'
    )


def _types() -> str:
    overrides = [
        ("/word/document.xml", f"{_TYPE}.document.main+xml"),
        ("/word/styles.xml", f"{_TYPE}.styles+xml"),
        ("/word/settings.xml", f"{_TYPE}.settings+xml"),
        *((f"/word/header{number}.xml", f"{_TYPE}.header+xml") for number in (1, 2)),
        *((f"/word/footer{number}.xml", f"{_TYPE}.footer+xml") for number in (1, 2)),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    ]
    listed = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
    return (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{f"{package}/{kind}" if "/" in kind else f"{_R}/{kind}"}" '
        f'Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{package}">{listed}</Relationships>'


def _core() -> str:
    spaces = (
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    return f"{_XML}<cp:coreProperties {spaces}><dc:title></dc:title></cp:coreProperties>"


def main() -> None:
    """Write every template."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in Kind:
        (FOLDER / f"{kind.value}.docx").write_bytes(made(kind))


if __name__ == "__main__":
    main()
