"""What names, places, bodies and offices look like: grammars over the lexicons, with no spaCy inside."""
