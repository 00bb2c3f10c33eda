"""The use cases, each with the ports that it needs as keyword arguments."""
