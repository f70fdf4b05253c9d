"""Pages that show what was read where: a text with its findings in colour, and why something was left out."""
