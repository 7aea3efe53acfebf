"""Our channel against a real WordPress on this machine: ``make wordpress``. Never in CI."""
