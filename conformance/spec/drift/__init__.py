"""A dialect compared with the types of an implementation's own package: what only one of them has."""
