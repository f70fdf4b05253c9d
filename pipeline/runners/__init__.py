"""Ways to run the flow over many articles: in this process, or in several."""
