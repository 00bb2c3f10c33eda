"""Every version of the tables, in a file of its own."""
