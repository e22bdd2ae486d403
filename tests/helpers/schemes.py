"""Rating schemes for tests: those of the program, and the text of one nobody has seen before."""

from __future__ import annotations

import functools

from desktop_app.rules import scheme as scheme_rules
from desktop_app.rules.scheme import Scheme, Schemes

NEXT = "2027"
"""Code of the scheme of ``next_scheme``."""


@functools.cache
def shipped() -> Schemes:
    """Return the schemes of the program."""
    return scheme_rules.read(scheme_rules.shipped().items())


def scheme(code: str) -> Scheme:
    """Return one of them."""
    found = shipped().get(code)
    assert found is not None
    return found


def next_scheme() -> str:
    """Return the file of a scheme for 2027: five levels, grades, its own form, a cap of a tenth."""
    return """
code = "2027"
name = "Quy định của năm 2027"
short = "QĐ 2027"
first_year = 2027
sources = [{ document = "Quy định", number = "1-QĐ/TW", date = 2027-01-15 }]
grades = [{ code = "a", name = "Hạng A", rank = 0 }, { code = "b", name = "Hạng B", rank = 1 }]

[[levels]]
code = "star"
name = "Tiêu biểu"
short = "HTXSNV"
subjects = ["member", "cell"]
rank = 0
verified = true
conditions = [{ check = "worst_grade", is = "<=", value = 0, verified = true }]

[[levels]]
code = "pass"
name = "Đạt"
short = "Đạt"
subjects = ["member", "cell"]
rank = 1

[[levels]]
code = "fail"
name = "Chưa đạt"
short = "CĐ"
subjects = ["member", "cell"]
rank = 2
failing = true
conditions = [{ check = "disciplined", is = ">=", value = 1, forces = true }]

[[caps]]
subjects = ["member"]
percent = 10
base = "rated"
scope = "cell"
rounding = "nearest"
min_one = true

[[forms]]
code = "M1"
number = "Mẫu 1"
title = "PHIẾU TỰ ĐÁNH GIÁ"
subjects = ["member", "cell"]

[[forms.sections]]
code = "1"
number = "1"
title = "Kết quả"
kind = "grade"

[[forms.sections]]
code = "2"
number = "2"
title = "Tự nhận"
kind = "self_rating"
"""
