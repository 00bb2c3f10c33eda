"""How often, with which chance, in which batch: the coverage of the year."""
