"""What has to be there before a task or an inspection moves on, and who may move it."""
