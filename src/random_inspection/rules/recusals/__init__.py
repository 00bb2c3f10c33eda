"""Who stays away from whom."""
