"""From the plan of the year to the end of an inspection."""
