"""`python -m pipeline` is `chidao`."""

from pipeline.cli import main

main()
