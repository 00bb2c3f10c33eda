"""Registers, their history, and their comparison with extracts."""
