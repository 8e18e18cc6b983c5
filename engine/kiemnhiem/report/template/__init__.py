"""An input workbook made from the vocabulary: what to fill in, what to choose from, what each column means."""

from kiemnhiem.report.template.plan import Plan, plan
from kiemnhiem.report.template.write import DEFAULT_ROWS, MAX_ROWS, write_template

__all__ = ["DEFAULT_ROWS", "MAX_ROWS", "Plan", "plan", "write_template"]
