"""The thirty requirements written by hand in Polars. Null is unknown; ``&``, ``|`` and ``~`` are Kleene's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
from polars import col

AS_OF = date(2026, 6, 1)
EDUCATION = ["primary", "lower_secondary", "upper_secondary", "vocational", "college", "university", "postgraduate"]
THEORY = ["untaught", "elementary", "intermediate", "advanced"]
RATING = ["poor", "fair", "good", "excellent"]
UNKNOWN = pl.lit(None, dtype=pl.Boolean)
SHOULD = ("r18", "r24", "r29")
#: Asked of every record; counted; the rest is asked of some record.
EVERY, COUNTED = ("past", "apart"), ("reprimanded", "colleague", "by_marriage")


def years_since(day: pl.Expr) -> pl.Expr:
    """Whole years until the day asked for."""
    before = (day.dt.month() > AS_OF.month) | ((day.dt.month() == AS_OF.month) & (day.dt.day() > AS_OF.day))
    return AS_OF.year - day.dt.year() - before.cast(pl.Int32)


def at_least(field: str, scale: list[str], lowest: str) -> pl.Expr:
    """A scale from a level up."""
    return col(field).is_in(scale[scale.index(lowest) :])


def at_most(certain: pl.Expr, possible: pl.Expr, number: int) -> pl.Expr:
    """A count between what is certain and what is possible."""
    return pl.when(possible <= number).then(statement=True).when(certain > number).then(statement=False)


def asked_of_records(of: Callable[[str], pl.Expr]) -> dict[str, dict[str, pl.Expr]]:
    """What is asked of each record of the two lists."""
    years = years_since(of("given_on"))
    discipline = {
        "dismissed": (of("form") == "dismissal") & (years < 5),
        "reprimanded": of("form").is_in(["reprimand", "warning"]) & (years <= 1),
        "since_2016": (of("form") != "dismissal") & (of("given_on") >= date(2016, 1, 1)),
        "past": (years >= 1) | (of("form") == "reprimand"),
    }
    handles_money = of("role").is_in(["accountant", "treasurer"])
    close = of("relation").is_in(["spouse", "parent", "child", "sibling"])
    relatives = {
        "family_money": close & handles_money & of("same_unit"),
        "apart": ~of("same_unit") | (of("role") == "other") | (of("relation") == "in_law"),
        "colleague": of("same_unit"),
        "by_marriage": of("relation").is_in(["spouse", "in_law"]),
        "spouse_here": (of("relation") == "spouse") & of("same_unit") & ~of("role").is_in(["clerk", "other"]),
    }
    return {"discipline": discipline, "relatives": relatives}


def over_records(asked: dict[str, pl.Expr]) -> dict[str, pl.Expr]:
    """What is asked of a list, given what is asked of its records."""
    folded = {}
    for name, holds in asked.items():
        if name in EVERY:
            folded[name] = holds.all(ignore_nulls=False)
        elif name in COUNTED:
            folded[name] = holds.sum()
            folded[f"{name}_possible"] = holds.fill_null(value=True).sum()
        else:
            folded[name] = holds.any(ignore_nulls=False)
    return folded


def with_nested(cases: pl.LazyFrame) -> pl.LazyFrame:
    """Cases with what is asked of their lists, which are nested columns."""
    asked = asked_of_records(pl.element().struct.field)
    return cases.with_columns(
        col(of).list.agg(expression).alias(name) for of in asked for name, expression in over_records(asked[of]).items()
    )


def with_tables(cases: pl.LazyFrame, records: dict[str, pl.LazyFrame]) -> pl.LazyFrame:
    """Cases with what is asked of their lists, which are tables keyed by ``row``; the cases' own column of a list is
    true where the list is known.
    """
    for of, asked in asked_of_records(col).items():
        folded = over_records({name: col(name) for name in asked})
        found = records[of].select("row", **asked).group_by("row").agg(found=True, **folded)
        cases = cases.join(found, on="row", how="left")
        none = {
            n: pl.lit(n in EVERY) if e.meta.root_names()[0] not in COUNTED else pl.lit(0) for n, e in folded.items()
        }
        cases = cases.with_columns(
            pl.when(col("found")).then(n).when(col(of)).then(none[n]).alias(n) for n in folded
        ).drop("found")
    return cases


def requirements() -> dict[str, pl.Expr]:
    """The thirty, given what is asked of lists and the ages."""
    high, border = col("region").is_in(["mountainous", "border", "island"]), col("region").is_in(["border", "island"])
    age, member_years = col("age"), col("member_years")
    official, appointed = col("official_on"), col("appointed_on")
    staff, young, poor = col("employment") == "staff", age < 40, col("rating") == "poor"
    paid = col("employment").is_in(["staff", "part_time"])
    eased, taught = (
        at_least("education", EDUCATION, "upper_secondary"),
        at_least("theory", THEORY, "elementary") & col("trained"),
    )
    higher = at_least("education", EDUCATION, "college") & ~col("speciality").is_in(["medicine", "other"])
    old = age >= 50
    return {
        "r01": (col("party_membership") == "official") & age.is_between(21, 64),
        "r02": eased | (high & at_least("education", EDUCATION, "lower_secondary")),
        "r03": col("resident")
        | (col("years_resident") >= 5)
        | (col("hamlet").str.to_lowercase() == col("home").str.to_lowercase()),
        "r04": ~col("dismissed"),
        "r05": at_most(col("reprimanded"), col("reprimanded_possible"), 1),
        "r06": ~col("family_money"),
        "r07": ~staff | (at_least("rating", RATING, "fair") & (col("salary") >= 1.86)),
        "r08": col("elected") & (col("vote_share") > 50) & (col("terms") < 3),
        "r09": (official <= appointed) & appointed.is_between(date(2004, 1, 1), AS_OF),
        "r10": ~((col("theory") == "untaught") & (col("party_membership") == "official")) & ~poor,
        "r11": ~young | at_least("education", EDUCATION, "vocational"),
        "r12": col("trained") & col("declared_assets") & (col("children") <= 6),
        "r13": (member_years >= 2) | col("served") | at_least("theory", THEORY, "intermediate"),
        "r14": col("apart"),
        "r15": (col("households") >= 80) | (col("region").is_in(["mountainous", "border"]) & (col("households") >= 30)),
        "r16": (border & eased) | (~border & higher) | (eased & higher),
        "r17": (col("birth_date") > date(1961, 6, 1)) & (official > col("birth_date")) & (col("terms") <= 4),
        "r18": col("vote_share").is_between(40, 100) & ~poor,
        "r19": col("employment").is_in(["staff", "contract"]) | (col("salary") < 3) | (col("years_resident") > 10),
        "r20": ~poor | col("since_2016"),
        "r21": at_most(col("colleague"), col("colleague_possible"), 1)
        & at_most(col("by_marriage"), col("by_marriage_possible"), 3),
        "r22": old | taught,
        "r23": ~((col("speciality") == "law") & ~eased) & (col("years_resident") >= 1),
        "r24": col("party_membership").is_in(["official", "probationary"]) | (age < 30) | col("elected"),
        "r25": (col("years_resident") >= 1) & col("households").is_between(20, 600) & (col("children") < 8),
        "r26": ~col("spouse_here") & col("declared_assets"),
        "r27": ~paid | ((appointed >= date(2006, 7, 1)) & (col("terms") >= 1)),
        "r28": col("past"),
        "r29": (col("salary") >= 2.34)
        | col("served")
        | at_least("education", EDUCATION, "university")
        | (col("terms") >= 2),
        "r30": (age <= 62) & (member_years >= 0) & (col("vote_share") > 10),
        "r07_applies": staff,
        "r11_applies": young,
        "r20_applies": poor,
        "r27_applies": paid,
    }


def decide(cases: pl.LazyFrame) -> pl.LazyFrame:
    """The columns of the thirty, of where four of them apply, and the verdict, of cases with what is asked of lists."""
    thirty = requirements()
    musts = [col(n) for n in thirty if n not in SHOULD and not n.endswith("_applies")]
    ages = {"age": years_since(col("birth_date")), "member_years": years_since(col("official_on"))}
    eligible = pl.all_horizontal(musts)
    verdict = pl.when(eligible).then(pl.lit("eligible")).when(~eligible).then(pl.lit("not_eligible"))
    decided = cases.with_columns(**ages).select("case_id", **thirty)
    return decided.with_columns(verdict=verdict.otherwise(pl.lit("undetermined")))
