"""Implementations of the ports, one outside thing each; its dependency is imported only there."""
