"""chidao: who directs whom to do what by when, read out of Vietnamese provincial news."""

__version__ = "0.1.0"
