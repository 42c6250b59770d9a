"""The one error of configuration files, apart from the modules that raise it."""


class ConfigError(Exception):
    """The configuration cannot be used; the message names file, key and what is allowed."""
