"""What people wrote down, read and checked: specifications, registers, rosters, facts."""
