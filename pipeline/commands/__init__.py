"""One module a command. Nothing heavy is imported before the command runs, so that `newswire --help` is quick."""
