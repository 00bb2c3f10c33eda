"""Who enters the frame of a draw."""
