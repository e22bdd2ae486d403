"""What happens when the program itself is wrong: a report without personal data, and one sentence."""

from __future__ import annotations

import platform
import traceback
from datetime import datetime
from pathlib import Path

from desktop_app import texts


def report(error: BaseException) -> str:
    """Return the report of a bug: kinds of exceptions and places in the program, no message and no value.

    A message may quote what was typed, so only the names of classes and lines of our own code are told.
    """
    lines = [f"python {platform.python_version()} {platform.system()} {platform.release()}"]
    seen: BaseException | None = error
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        frames = traceback.extract_tb(seen.__traceback__)
        lines.extend(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines) + "\n"


def write(error: BaseException, folder: Path) -> Path | None:
    """Write the report into ``folder``; return its path, None when the disk refuses."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f")
        path = folder / f"loi-{stamp}.txt"
        path.write_text(report(error), "utf-8")
    except OSError:
        return None
    return path


def sentence(path: Path | None) -> str:
    """Return what the user is told."""
    said = texts.tr(
        "Chương trình gặp lỗi của chính nó. Dữ liệu đã lưu không bị ảnh hưởng; việc vừa làm có thể chưa xong."
    )
    if path is None:
        return said
    return f"{said}\n" + texts.tr("Báo cáo lỗi (không có dữ liệu cá nhân): {path}", path=path)
