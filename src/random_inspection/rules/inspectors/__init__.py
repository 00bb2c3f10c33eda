"""Who may inspect, together and how much."""
