"""The grammar of Vietnamese dates: expressions in a text, their calendar values, bounds and roles. No spaCy here."""

from pipeline.annotate.date_values.finder import find_dates
from pipeline.annotate.date_values.lengths import due_after

__all__ = ["due_after", "find_dates"]
