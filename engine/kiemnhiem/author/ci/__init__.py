"""A library checked in one go, as CI guards what authors change. docs/ci.md."""

from kiemnhiem.author.ci.model import Finding, Report, Step, StepRun
from kiemnhiem.author.ci.run import Wanted, run

__all__ = ["Finding", "Report", "Step", "StepRun", "Wanted", "run"]
