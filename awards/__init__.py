"""Award nomination and voting, self-hosted: one year from the public call to the published winner."""

__version__ = "0.1.0"
