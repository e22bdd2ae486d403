"""The papers that go with packages and keys: delivery slip, receipt, key card, recovery sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from desktop_app.documents.pdf.slip_page import A4_MM, A5_MM, SlipPage
from desktop_app.rules import dates, percentages
from desktop_app.texts import tr

_SIGNING_ROOM = 50.0
"""Points to sign in on a paper of half a sheet."""


@dataclass(frozen=True, kw_only=True)
class DeliverySlip:
    """What the sender's paper says about one package."""

    sender: str
    sender_code: str
    receiver: str
    period: str
    """YYYY-MM."""
    seq: int
    file_name: str
    made_on: date
    totals: tuple[tuple[str, int], ...]
    """Control totals in the order they print: name in words, number."""
    check_code: str
    """Eight groups of five digits, apart by spaces or hyphens."""
    sample: bool = False


@dataclass(frozen=True, kw_only=True)
class ReceiptSlip:
    """What the receiver's paper says about one package that was taken in."""

    receiver: str
    sender: str
    sender_code: str
    period: str
    seq: int
    file_name: str
    received_on: date
    result: str
    """The verdict in a sentence."""
    totals: tuple[tuple[str, int], ...] = ()
    check_code: str = ""
    sample: bool = False


@dataclass(frozen=True, kw_only=True)
class KeyCard:
    """The card by which another office makes sure that a key is this office's."""

    office: str
    code: str
    check_code: str
    made_on: date
    machine: str = ""
    sample: bool = False


@dataclass(frozen=True, kw_only=True)
class RecoverySheet:
    """The sheet that opens the store when the password is lost."""

    office: str
    code: str
    recovery_key: str = field(repr=False)
    """Groups of four, apart by hyphens; the last, shorter group is the check."""
    made_on: date
    sample: bool = False


def delivery_slip_pdf(slip: DeliverySlip) -> bytes:
    """Return the A5 delivery slip (phiếu giao nhận) as PDF."""
    title = tr("PHIẾU GIAO NHẬN GÓI DỮ LIỆU")
    page = SlipPage(A5_MM, name=f"{title} {slip.sender_code} {slip.period}", author=slip.sender, sample=slip.sample)
    page.heading(slip.sender, title, _period_and_number(slip.period, slip.seq))
    page.facts(
        [
            (tr("Đơn vị gửi:"), f"{slip.sender} ({slip.sender_code})"),
            (tr("Nơi nhận:"), slip.receiver),
            (tr("Tên tệp:"), slip.file_name),
            (tr("Ngày lập:"), dates.format_day(slip.made_on)),
        ]
    )
    page.y -= 9
    page.totals(_shown(slip.totals))
    page.paragraph(tr("Mã kiểm tra (phải giống mã trên màn hình của nơi nhận):"))
    page.groups(slip.check_code, per_row=4, size=17)
    page.tick_boxes([tr("Nơi nhận mở được tệp"), tr("Mã kiểm tra hai bên giống nhau")])
    page.signatures(
        [(tr("NGƯỜI GIAO"), tr("(ký, ghi rõ họ tên)")), (tr("NGƯỜI NHẬN"), tr("(ký, ghi rõ họ tên, ngày nhận)"))],
        room=_SIGNING_ROOM,
    )
    return page.finish()


def receipt_pdf(slip: ReceiptSlip) -> bytes:
    """Return the A5 receipt (giấy báo nhận) as PDF."""
    title = tr("GIẤY BÁO NHẬN GÓI DỮ LIỆU")
    page = SlipPage(A5_MM, name=f"{title} {slip.sender_code} {slip.period}", author=slip.receiver, sample=slip.sample)
    page.heading(slip.receiver, title, _period_and_number(slip.period, slip.seq))
    page.facts(
        [
            (tr("Đơn vị gửi:"), f"{slip.sender} ({slip.sender_code})"),
            (tr("Nơi nhận:"), slip.receiver),
            (tr("Gói:"), slip.file_name),
            (tr("Ngày nhận:"), dates.format_day(slip.received_on)),
            (tr("Kết quả:"), slip.result),
        ]
    )
    page.y -= 9
    page.totals(_shown(slip.totals))
    if slip.check_code:
        page.paragraph(tr("Mã kiểm tra của gói:"))
        page.groups(slip.check_code, per_row=4, size=17)
    page.signatures([(tr("NGƯỜI NHẬN"), tr("(ký, ghi rõ họ tên)"))], room=_SIGNING_ROOM)
    return page.finish()


def key_card_pdf(card: KeyCard) -> bytes:
    """Return the A5 key card (thẻ khóa) as PDF: QR and digits of the check code, place for signature and stamp."""
    title = tr("THẺ KHÓA CỦA ĐƠN VỊ")
    page = SlipPage(A5_MM, name=f"{title} {card.code}", author=card.office, sample=card.sample)
    page.heading(card.office, title)
    page.facts(
        [
            (tr("Đơn vị:"), f"{card.office} ({card.code})"),
            (tr("Máy:"), card.machine),
            (tr("Ngày lập:"), dates.format_day(card.made_on)),
        ]
    )
    page.square_code(f"SOCHIBO-KEY {card.code} {card.check_code}", 150)
    page.paragraph(tr("Mã kiểm tra của khóa:"), after=2)
    page.groups(card.check_code, per_row=4, size=18)
    page.paragraph(
        tr(
            "Khi lập thủ tục đăng ký khóa, nơi nhận gõ lại một số nhóm số theo yêu cầu của chương trình. "
            "Chỉ dùng số ghi trên thẻ có chữ ký, hoặc nghe đọc qua số điện thoại đã biết của đơn vị."
        ),
        size=10.5,
    )
    page.signatures(
        [(tr("NGƯỜI LẬP"), tr("(ký, ghi rõ họ tên)")), (tr("BÍ THƯ"), tr("(ký, đóng dấu)"))], room=_SIGNING_ROOM
    )
    return page.finish()


def recovery_sheet_pdf(sheet: RecoverySheet) -> bytes:
    """Return the A4 recovery sheet (phiếu khôi phục) as PDF: the key in large groups, its QR, what to do with it."""
    title = tr("PHIẾU KHÓA KHÔI PHỤC")
    page = SlipPage(A4_MM, name=f"{title} {sheet.code}", author=sheet.office, sample=sheet.sample, margin_mm=22)
    page.heading(sheet.office, title, tr("Bản in duy nhất – cất trong phong bì niêm phong"))
    page.facts(
        [
            (tr("Đơn vị:"), f"{sheet.office} ({sheet.code})"),
            (tr("Ngày lập:"), dates.format_day(sheet.made_on)),
        ],
        size=12.5,
    )
    page.y -= 10
    page.groups(sheet.recovery_key, per_row=4, size=30)
    page.paragraph(
        tr(
            "Khóa chỉ có chữ số và chữ in hoa, không có các chữ I, L, O, U. Nhóm cuối dùng để kiểm tra gõ đúng hay sai."
        ),
        size=11,
        face=page.faces.italic,
    )
    page.square_code(sheet.recovery_key, 150)
    page.y -= 6
    page.steps(
        [
            tr("Gõ lại khóa này vào chương trình ngay khi được yêu cầu, để chắc chắn phiếu in rõ."),
            tr("Gấp phiếu, cho vào phong bì, dán kín, người lập và người giữ cùng ký lên mép dán."),
            tr(
                "Cất phong bì trong tủ có khóa của đơn vị; không chụp ảnh, không gửi qua tin nhắn, không lưu trong máy."
            ),
            tr("Khi quên mật khẩu hoặc hỏng máy: mở chương trình, chọn “Dùng khóa khôi phục” và gõ các nhóm trên."),
            tr("Mất cả mật khẩu và phiếu này thì không ai mở được sổ dữ liệu, kể cả người viết chương trình."),
        ]
    )
    page.blank_line(tr("Nơi cất giữ:"))
    page.signatures([(tr("NGƯỜI LẬP"), tr("(ký, ghi rõ họ tên)")), (tr("NGƯỜI GIỮ"), tr("(ký, ghi rõ họ tên)"))])
    return page.finish()


def _period_and_number(period: str, seq: int) -> str:
    return tr("Tháng {month} – gói số {seq}", month=f"{period[5:7]}/{period[:4]}", seq=seq)


def _shown(totals: tuple[tuple[str, int], ...]) -> list[tuple[str, str]]:
    """Return the totals as they print; what the package holds nothing of is left out of the paper."""
    return [(label[:1].upper() + label[1:], percentages.format_number(number)) for label, number in totals if number]
