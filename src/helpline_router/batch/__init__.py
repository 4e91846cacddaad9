"""A day of reports at once: the decision table of a router, and what routes whole frames and files by it."""
