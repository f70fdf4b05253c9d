"""Summaries of articles, the digest of a night with its verification, and the report of a run."""
