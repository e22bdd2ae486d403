"""What a count of ballots came to, in words: one line for a narrow column, one sentence with every figure."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.rules import percentages
from desktop_app.rules.ballots import Share, VoteResult
from desktop_app.rules.scheme import Level, Scheme, VoteRule
from desktop_app.texts import term, tr


def threshold(rule: VoteRule) -> str:
    """Return the share that carries a level: "trên 1/2 số được triệu tập", "từ 2/3 số phiếu hợp lệ"."""
    share = f"{rule.numerator}/{rule.denominator}"
    base = term("scheme_vote_base", rule.base.value)
    return (
        tr("trên {share} {base}", share=share, base=base)
        if rule.strict
        else tr("từ {share} {base}", share=share, base=base)
    )


def checked(rule: VoteRule) -> str:
    """Return whether the rule was seen in print or is the office's own, for what stands behind a threshold."""
    if rule.own:
        return tr("theo quy định riêng")
    return "" if rule.verified else tr("chưa đối chiếu")


def brief(result: VoteResult, levels: Mapping[str, Level], *, narrow: bool = False) -> str:
    """Return the result for a column: the short name of a level, with a sign where it was added up; why there is none.

    ``levels`` are those of the scheme by code; ``narrow`` takes the shortest words.
    """
    if not result.counted:
        return ""
    if result.need is None:
        return tr("chưa đủ số")
    if result.alone:
        return _short(levels, result.alone)
    if result.level:
        level = _short(levels, result.level)
        return tr("{level} (+)", level=level) if narrow else tr("{level} (cộng dồn)", level=level)
    return tr("không đạt") if narrow else tr("không mức nào đạt")


def sentence(result: VoteResult, scheme: Scheme, levels: Mapping[str, Level], name: str) -> str:
    """Return the result with every figure, for the line below a table and for minutes."""
    if not result.counted:
        return tr("{name}: chưa ghi phiếu nào.", name=name)
    counts = ", ".join(_votes(share, result, levels) for share in result.shares if share.votes)
    parts = [tr("{name}: {counts}.", name=name, counts=counts or tr("không phiếu nào tích một mức"))]
    if result.blank:
        parts.append(tr("Không tích mức nào: {count}.", count=result.blank))
    if result.base is None or result.need is None:
        parts.append(
            tr("Chưa biết {base} nên chưa tính được kết quả.", base=term("scheme_vote_base", result.base_kind.value))
        )
        return " ".join(parts)
    parts.append(
        tr(
            "Cần {share} ({base}): ít nhất {need} phiếu{checked}.",
            share=threshold(scheme.vote),
            base=result.base,
            need=result.need,
            checked=f" ({words})" if (words := checked(scheme.vote)) else "",
        )
    )
    parts.append(_outcome(result, scheme, levels))
    return " ".join(parts)


def _outcome(result: VoteResult, scheme: Scheme, levels: Mapping[str, Level]) -> str:
    if result.alone:
        return tr("Đạt mức {level}.", level=_short(levels, result.alone))
    none = tr("Hai mức bằng phiếu nhau nên không mức nào đạt riêng.") if result.tied else tr("Không mức nào tự đạt.")
    share = next((share for share in result.shares if share.level == result.cumulated), None)
    if share is None:
        return f"{none} {tr('Cộng dồn từ mức cao cũng không đạt.')}"
    words = {"level": _short(levels, share.level), "votes": share.cumulated, "base": result.base}
    words["percent"] = percentages.format_percent(share.cumulated, result.base or 0)
    if scheme.vote.cumulative:
        added = tr(
            "Cộng dồn từ mức cao, {level} trở lên có {votes}/{base} ({percent}): đạt mức {level}.",
            **words,
        )
        return f"{none} {added}"
    told = tr(
        "Nếu cộng dồn từ mức cao, {level} trở lên có {votes}/{base} ({percent}); quy định không cho cộng dồn.", **words
    )
    return f"{none} {told}"


def _votes(share: Share, result: VoteResult, levels: Mapping[str, Level]) -> str:
    level = _short(levels, share.level)
    if not result.base:
        return tr("{level} {votes} phiếu", level=level, votes=share.votes)
    percent = percentages.format_percent(share.votes, result.base)
    return tr("{level} {votes} phiếu ({percent})", level=level, votes=share.votes, percent=percent)


def _short(levels: Mapping[str, Level], code: str) -> str:
    level = levels.get(code)
    return level.short if level is not None else code
