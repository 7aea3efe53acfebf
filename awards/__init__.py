"""Award nomination and voting, self-hosted: a year from the public call to the winner."""

__version__ = "0.1.0"
