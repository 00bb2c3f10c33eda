"""Decisions, one rule each: who is drawn, how often, by whom, by when. No rule reads a clock; dates come in."""
