"""What the public reads, and what it never does."""
