"""An office: its ports held in one place, and every workflow as a method (embed the library with this)."""

from random_inspection.workflows.office.office import Office

__all__ = ["Office"]
