"""Summaries, analyses, reports and figures, and the pages that show them."""
