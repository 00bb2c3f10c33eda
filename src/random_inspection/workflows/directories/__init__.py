"""The registers of an office and the people in it."""
