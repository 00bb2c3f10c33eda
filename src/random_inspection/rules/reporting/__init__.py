"""What reports and files say, and when they are complete."""
