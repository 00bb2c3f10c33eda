"""Frozen values: what the things of an inspection are. No input or output, no clock, no chance."""
