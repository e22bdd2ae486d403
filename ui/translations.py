"""Vietnamese for the words Qt itself brings along: buttons of dialogs, menus of text fields, the file dialog."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTranslator

from desktop_app.texts import language

_WORDS = {
    "OK": "Đồng ý",
    "&OK": "Đồng ý",
    "Save": "Lưu",
    "&Save": "&Lưu",
    "Save All": "Lưu tất cả",
    "Cancel": "Thôi",
    "&Cancel": "&Thôi",
    "Close": "Đóng",
    "&Close": "Đón&g",
    "Close without Saving": "Đóng, không lưu",
    "Apply": "Áp dụng",
    "Reset": "Đặt lại",
    "Help": "Trợ giúp",
    "Don't Save": "Không lưu",
    "Discard": "Bỏ",
    "&Yes": "&Có",
    "Yes": "Có",
    "Yes to &All": "Có với tất &cả",
    "&No": "&Không",
    "No": "Không",
    "N&o to All": "Khôn&g với tất cả",
    "Abort": "Dừng",
    "Retry": "Thử lại",
    "Ignore": "Bỏ qua",
    "Restore Defaults": "Về mặc định",
    "Open": "Mở",
    "&Open": "&Mở",
    "&Undo": "&Hoàn tác",
    "&Redo": "&Làm lại",
    "Cu&t": "Cắ&t",
    "&Copy": "&Chép",
    "&Paste": "&Dán",
    "Delete": "Xóa",
    "&Delete": "&Xóa",
    "Select All": "Chọn tất cả",
    "Look in:": "Xem trong:",
    "File &name:": "Tên &tệp:",
    "Files of type:": "Loại tệp:",
    "Directory:": "Thư mục:",
    "&Choose": "&Chọn",
    "Choose": "Chọn",
    "Back": "Quay lại",
    "Forward": "Đi tới",
    "Parent Directory": "Thư mục trên",
    "Create New Folder": "Tạo thư mục mới",
    "Create a New Folder": "Tạo thư mục mới",
    "&New Folder": "Thư mục &mới",
    "New Folder": "Thư mục mới",
    "&Rename": "Đổi &tên",
    "Show &hidden files": "Hiện tệp ẩ&n",
    "List View": "Dạng danh sách",
    "Detail View": "Dạng chi tiết",
    "Change to list view mode": "Chuyển sang dạng danh sách",
    "Change to detail view mode": "Chuyển sang dạng chi tiết",
    "Computer": "Máy tính",
    "My Computer": "Máy tính",
    "Name": "Tên",
    "Size": "Cỡ",
    "Type": "Loại",
    "Kind": "Loại",
    "Date Modified": "Ngày sửa",
    "Folder": "Thư mục",
    "Files": "Tệp",
    "All Files (*)": "Mọi tệp (*)",
    "Save As": "Lưu thành",
    "Find Directory": "Tìm thư mục",
    "Drive": "Ổ đĩa",
    "%1 already exists.\nDo you want to replace it?": "%1 đã có.\nThay bằng tệp mới?",
    "%1\nFile not found.\nPlease verify the correct file name was "
    "given.": "%1\nKhông thấy tệp này. Hãy kiểm tra lại tên.",
    "%1\nDirectory not found.\nPlease verify the correct directory name was given.": (
        "%1\nKhông thấy thư mục này. Hãy kiểm tra lại tên."
    ),
    "Step &up": "&Tăng",
    "Step &down": "&Giảm",
    "Scroll here": "Cuộn tới đây",
    "Top": "Đầu",
    "Bottom": "Cuối",
    "Left edge": "Mép trái",
    "Right edge": "Mép phải",
    "Page up": "Trang trước",
    "Page down": "Trang sau",
    "Page left": "Sang trái một trang",
    "Page right": "Sang phải một trang",
    "Scroll up": "Cuộn lên",
    "Scroll down": "Cuộn xuống",
    "Scroll left": "Cuộn trái",
    "Scroll right": "Cuộn phải",
}


class StandardWords(QTranslator):
    """Answers for Qt's own texts while the language is Vietnamese.

    A miss must be None: an empty text would blank whatever Qt was about to show.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def translate(self, _context: str, source: str, _disambiguation: str | None = None, _n: int = -1) -> str | None:
        """Return the Vietnamese words, None for a miss."""
        return _WORDS.get(source) if language() == "vi" else None

    def isEmpty(self) -> bool:
        """Return that there are words."""
        return False
