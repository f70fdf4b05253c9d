"""How fast each stage is, beside the libraries it stands on, how much memory it takes, and how that grows."""
