"""Before anything is timed: every engine of the benchmark answers as the definition does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from support.bench import needs_bench

pytestmark = needs_bench


@pytest.fixture(scope="module")
def asked() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Some cases, and what the definition says of them."""
    from measuring import answers, cases, workload

    frame = cases.frame(300)
    return frame, answers.truth(workload.program(), frame)


@pytest.mark.parametrize(
    "peer",
    [
        "zen_engine.Zen",
        "zen_engine.ZenFromCases",
        "cel.Cel",
        "cedar.Cedar",
        "rule_engine.RuleEngine",
        "durable.Durable",
    ],
)
def test_an_engine_of_records_answers_as_the_definition_does(
    peer: str, asked: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    from importlib import import_module

    from measuring import answers, cases, workload

    module, name = peer.split(".")
    program = workload.program()
    engine = getattr(import_module(f"measuring.peers.{module}"), name)(program)
    values = engine.decide(engine.prepare(cases.as_cases(asked[0])))
    assert answers.of_values(values, program).equals(asked[1].select(f"r{n:02}" for n in range(1, 31)))


@pytest.mark.parametrize("position", range(6))
def test_an_engine_of_columns_answers_as_the_definition_does(
    position: int, asked: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    from measuring import answers, contestants, ours, workload
    from measuring.data import Data

    program = workload.program()
    every = [ours.OurPolars(program), ours.OurPolarsConverted(program), *contestants.by_hand(program)]
    assert len(every) == 6
    engine = every[position]
    found = engine.answers(engine.run(engine.load(Data(asked[0]))))
    answers.check(engine.name, found, asked[1])
    assert found["verdict"].to_list() == asked[1]["verdict"].to_list()


def test_an_engine_that_answers_otherwise_is_refused_by_name(asked: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    from measuring import answers

    wrong = asked[1].with_columns(pl.col("r07").fill_null(value=False))
    with pytest.raises(answers.Differs, match=r"^sloppy .* r07; it is not timed"):
        answers.check("sloppy", wrong, asked[1])
    with pytest.raises(answers.Differs, match="r30"):
        answers.check("lazy", asked[1].drop("r30"), asked[1])


def test_the_cases_are_the_same_every_time_and_one_in_twenty_facts_is_missing() -> None:
    from measuring import cases

    made = cases.frame(20_000)
    assert made.equals(cases.frame(20_000))
    missing = made.drop("case_id").null_count().sum_horizontal()[0] / (20_000 * 25)
    assert missing == pytest.approx(0.05, abs=0.002)
    assert made.head(50).equals(cases.frame(20_000).head(50))


def test_a_file_of_cases_holds_what_the_frames_hold(tmp_path: Path) -> None:
    from measuring import cases

    path = tmp_path / "cases.parquet"
    cases.write(path, 1_500)
    assert pl.read_parquet(path).equals(cases.frame(1_500))


@pytest.mark.parametrize("requirements", [10, 95])
def test_a_grown_policy_has_as_many_requirements_and_no_two_alike(requirements: int, tmp_path: Path) -> None:
    from measuring import workload

    workload.write_grown(tmp_path, requirements)
    rules = workload.policy_of(workload.program(tmp_path)).rules
    assert len({r.id for r in rules}) == requirements
    with_numbers = [r.condition for r in rules if r.id.startswith(("r01", "r08", "r09"))]
    assert len(set(map(repr, with_numbers))) == len(with_numbers)


@pytest.mark.parametrize(
    "command", ["import kiemnhiem", "from kiemnhiem.cli import main; main(['--help'], standalone_mode=False)"]
)
def test_starting_imports_nothing_heavy(command: str) -> None:
    heavy = "[m for m in ('polars', 'duckdb', 'pyspark', 'z3', 'fastapi') if m in sys.modules]"
    code = f"import sys\n{command}\nprint({heavy}, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
