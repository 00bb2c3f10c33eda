"""What is due, what was done by whom, and whether the trail is whole."""
