"""A `random_inspection.ports.Publisher` as a folder of files that any web server can serve."""

from random_inspection.adapters.site.folder import SiteFolder
from random_inspection.adapters.site.reading import read_address

__all__ = ["SiteFolder", "read_address"]
