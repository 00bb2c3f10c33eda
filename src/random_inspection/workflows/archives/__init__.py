"""Files of inspections and tasks, complete, kept, and handed out."""
