"""Points at clients of one file that are perhaps one, and at codes that several clients share."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.french import listed, plural
from relance_core.intake.clients import compared, name_keys
from relance_core.intake.issues import IssueList
from relance_core.intake.likeness import NO_NAME, may_be_one
from relance_core.intake.parties import each_word, once, people_of
from relance_core.intake.reading import Choice, Question
from relance_core.vocabulary import Severity

SHARED_CODE, ONE, SEVERAL = "shared_code", "one", "several"
SHOWN = 3  # codes named in the question


def told_apart(
    frame: pl.DataFrame,
    answers: Mapping[str, str],
    headings: Mapping[str, str],
    issues: IssueList,
) -> tuple[pl.DataFrame, list[Question]]:
    """Who is behind a code that bears several names; expects ``party``, clean codes and names.

    Spellings of one name are one client, and are told. Names with nothing in common under one code
    are asked about, once: a client who changed his name, or a code that means "others". When it is
    the latter, the rows lose that code and are known by their names.
    """
    if "client_code" not in headings or "client_name" not in headings:
        return frame, []
    several = _names_by_code(frame)
    unlike = {
        code: names
        for code, names in several.items()
        if any(not may_be_one(names[0][1], name) for _, name in names[1:])
    }
    answer = answers.get(SHARED_CODE)
    if len(unlike) == 1 and answer is None and _stands_everywhere(frame, unlike):
        issues.add(
            "code_of_nobody",
            Severity.WARNING,
            f"La colonne « {headings['client_code']} » porte partout le même code : les clients "
            "sont reconnus par leur nom.",
            column=headings["client_code"],
        )
        answer = SEVERAL
    for code, names in several.items():
        if code in unlike and answer != ONE:
            continue
        for row, name in names[1:]:
            issues.add(
                "code_with_several_names",
                Severity.WARNING,
                f"Le code « {code[:60]} » porte aussi le nom « {names[0][1][:60]} » : compris "
                "comme un seul client.",
                row=row,
                column=headings["client_name"],
                value=name,
            )
    if not unlike or answer == ONE:
        return frame, []
    if answer == SEVERAL:
        keys = once(frame, "client_code", name_keys)
        shared = keys.is_in(name_keys(pl.Series(list(unlike))).to_list()).fill_null(False)
        own = pl.when(~shared).then(pl.col("client_code")).alias("client_code")
        return frame.with_columns(own), []
    return frame, [_question(unlike)]


def _stands_everywhere(frame: pl.DataFrame, unlike: Mapping[str, list[tuple[int, str]]]) -> bool:
    """Whether one code is on every row, above three names or more: it tells nobody apart."""
    [names] = unlike.values()
    alone = name_keys(frame["client_code"].unique()).n_unique() == 1
    strangers = [name for _, name in names[1:] if not may_be_one(names[0][1], name)]
    return alone and len(strangers) >= 2


def _names_by_code(frame: pl.DataFrame) -> dict[str, list[tuple[int, str]]]:
    """Code -> (first row, name) of each spelling, for codes that have several."""
    pairs = people_of(frame, "row", "client_code", "client_name").drop_nulls()
    codes = name_keys(pairs["client_code"])
    if codes.n_unique() == codes.len():
        return {}
    pairs = pairs.with_columns(codes.alias("code")).filter(codes.is_duplicated())
    pairs = pairs.unique(["client_code", "client_name"], keep="first", maintain_order=True)
    pairs = pairs.filter(pl.col("code").is_duplicated())
    # A row without a name is called by its code: that is no other name.
    names = name_keys(pairs["client_name"]).alias("key")
    pairs = pairs.with_columns(names).filter(pl.col("code") != pl.col("key"))
    pairs = pairs.unique(["code", "key"], keep="first", maintain_order=True)
    pairs = pairs.filter(pl.col("code").is_duplicated())
    found: dict[str, list[tuple[int, str]]] = {}
    first: dict[str, str] = {}
    for row, code, name, key in pairs.select("row", "client_code", "client_name", "code").rows():
        found.setdefault(first.setdefault(key, code), []).append((row, name))
    return found


def _question(unlike: Mapping[str, list[tuple[int, str]]]) -> Question:
    shown = [
        f"{code[:40]} : {listed([f'« {name[:40]} »' for _, name in names[:SHOWN]])}"
        + ("…" if len(names) > SHOWN else "")
        for code, names in list(unlike.items())[:SHOWN]
    ]
    more = len(unlike) - len(shown)
    told = " ; ".join(shown) + (
        f" ; et {plural(more, 'autre code', 'autres codes')}" if more else ""
    )
    return Question(
        SHARED_CODE,
        f"Un même code client porte des noms qui n'ont rien de commun ({told}). Un code est-il "
        "toujours un seul client ?",
        (
            Choice(ONE, "Oui : un code, un client, même si son nom a changé"),
            Choice(SEVERAL, "Non : sous ces codes, chaque nom est un client"),
        ),
    )


def tell_similar_clients(
    invoices: pl.DataFrame, headings: Mapping[str, str], issues: IssueList
) -> None:
    """A remark for each client whose name is another one's but for how it is written.

    Expects ``who`` and ``party``. They stay two until somebody merges them, once they are in
    the ledger.
    """
    _tell_spellings(invoices, headings, issues)
    people = people_of(invoices, "row", "who", "client_name", "client_code")
    if people["who"].n_unique() < people.height:
        people = people.unique("who", keep="first", maintain_order=True)
    groups: dict[str, list[tuple[int, str, str | None]]] = {}
    for core, *told in _with_core(people).iter_rows():
        groups.setdefault(core, []).append((told[0], told[1], told[2]))
    for alike in groups.values():
        _, other, first_code = alike[0]
        for row, name, code in alike[1:]:
            codes = f" (codes {first_code} et {code})" if code and first_code else ""
            issues.add(
                "similar_client",
                Severity.WARNING,
                f"« {name[:60]} » et « {other[:60]} »{codes[:120]} sont peut-être le même client ; "
                "ils restent séparés tant que vous ne les fusionnez pas, dans Clients.",
                row=row,
                column=headings.get("client_name"),
                value=name,
            )


def _with_core(people: pl.DataFrame) -> pl.DataFrame:
    """``core, row, client_name, client_code`` of those whose name others have too.

    The words of a name in order of the alphabet, without its legal form: what ``may_be_one`` looks
    at, but for initials with spaces between them.
    """
    people = people.filter(_digests(people["client_name"]).is_duplicated())
    words = compared(_without_points(people["client_name"]))
    kept = words.str.replace_all(_NO_NAME, "").str.strip_chars(" ")
    some = kept.zip_with(kept != "", words).str.split(" ")
    told = people.select(some.alias("core"), "row", "client_name", "client_code")
    core = pl.col("core").list.sort().list.join(" ").str.strip_chars_start(" ")
    return told.with_columns(core).filter(pl.col("core").is_duplicated())


#: Words that make no name, in a name as ``compared`` gives it.
_NO_NAME = rf"\b(?:{'|'.join(sorted(NO_NAME))})\b"


def _without_points(names: pl.Series) -> pl.Series:
    """Names whose letters have no point behind them: "SARL" for "S.A.R.L."."""
    if not names.str.contains(".", literal=True).any():
        return names
    return names.str.replace_all(r"(\pL)\.", "$1")


def _digests(names: pl.Series) -> pl.Series:
    """A number for each name, the same for names of the same words: most names share it with none.

    A word of plain letters is its own key; only the others are worth the pains of ``compared``.
    """
    names = _without_points(names).str.to_lowercase()
    frame = pl.DataFrame({"at": range(names.len()), "part": names.str.split(" ")}).explode("part")
    words = frame["part"]
    digests = words.hash().zip_with(~words.is_in(NO_NAME), pl.Series([0], dtype=pl.UInt64))
    others = (~words.str.contains("^[0-9a-z]+$").fill_null(False)).arg_true()
    digests = digests.scatter(others, each_word(words.gather(others), _digests_of_words))
    told = frame.with_columns(digests.alias("digest")).set_sorted("at")
    return told.group_by("at", maintain_order=True).agg(pl.col("digest").sum())["digest"]


def _digests_of_words(words: pl.Series) -> pl.Series:
    """The sum of the digests of what is written as one word: "d'Alpha" is two."""
    parts = compared(words).str.replace_all(_NO_NAME, "").str.split(" ")
    real = pl.element().str.contains(r"^[\pL\pN]+$")
    return parts.list.eval(pl.element().filter(real).hash()).list.sum()


def _tell_spellings(invoices: pl.DataFrame, headings: Mapping[str, str], issues: IssueList) -> None:
    """One remark for the names that no more than capitals, spaces or apostrophes tell apart."""
    if not invoices["client_code"].null_count():
        return
    names = (
        people_of(invoices, "who", "client_code", "client_name")
        .filter(pl.col("client_code").is_null())
        .select("who", "client_name")
        .unique(maintain_order=True)
    )
    several = names.filter(pl.col("who").is_duplicated())
    if several.is_empty():
        return
    groups = several.group_by("who", maintain_order=True).agg("client_name")["client_name"]
    shown = [f"« {other[:40]} » comme « {first[:40]} »" for first, other, *_ in groups.head(SHOWN)]
    more = "…" if groups.len() > SHOWN else ""
    issues.add(
        "spellings_joined",
        Severity.WARNING,
        "Des noms qui ne diffèrent que par les majuscules, les espaces ou les apostrophes sont "
        f"compris comme un seul client : {listed(shown)}{more}.",
        column=headings.get("client_name"),
    )
