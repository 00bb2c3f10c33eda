"""Risk classes from dated facts."""
