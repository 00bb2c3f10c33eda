"""What is published, and how it is seen to stand there."""
