"""The feeds beside the written rules of their formats: a checker each, and planted faults."""
