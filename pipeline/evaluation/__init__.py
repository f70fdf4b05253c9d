"""How good the records are: the scorer, and the floors under its figures."""
