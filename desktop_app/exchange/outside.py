"""What can be said of a package without any store: whether its outside is whole, and who asks to be enrolled."""

from __future__ import annotations

from pathlib import Path

from db.problems import ProblemError
from desktop_app.exchange import enrolment, envelope, manifest, package, safe_write
from desktop_app.exchange.signatures import Kind
from desktop_app.exchange.views import Outside
from desktop_app.texts import explain, tr


def look(path: Path) -> Outside:
    """Return what is seen of a package from outside; nothing is opened that is sealed, nothing is kept.

    Only a request for enrolment is not sealed: it is checked whole, and its check code is that of its paper.
    """
    seen = Outside(path=path, file_name=path.name, sha256="", code="", sentence="")
    try:
        data = safe_write.read(path)
        digest = manifest.digest(data)
        if data.startswith(b"PK\x03\x04"):
            return _request(path, data, digest)
        envelope.check_header(data)
    except ProblemError as problem:
        told = explain(problem)
        sentence = " ".join(part for part in (told.what, told.safe, told.next) if part)
        return Outside(path=path, file_name=seen.file_name, sha256="", code=problem.code, sentence=sentence)
    return Outside(
        path=path,
        file_name=path.name,
        sha256=digest,
        code="",
        sentence=tr(
            "Gói niêm phong, phần vỏ còn nguyên. Không có khóa của đơn vị nhận nên chưa xem được ai ký, bên trong "
            "có gì."
        ),
        sealed=True,
    )


def _request(path: Path, data: bytes, digest: str) -> Outside:
    opened = package.take_apart(data, ())
    if opened.manifest.kind is not Kind.ENROL_REQ:
        raise ProblemError("E11")
    entry, code = enrolment.introduced(opened)
    return Outside(
        path=path,
        file_name=path.name,
        sha256=digest,
        code="",
        sentence=tr(
            "Đề nghị đăng ký khóa, chữ ký khớp với khóa trong tệp. Có đúng là của đơn vị ấy hay không chỉ biết khi "
            "so mã kiểm tra với thẻ khóa in trên giấy."
        ),
        kind=opened.manifest.kind.value,
        issuer_name=entry.name,
        check_code=code,
    )
