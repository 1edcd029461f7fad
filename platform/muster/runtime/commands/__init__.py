"""The subcommands of `muster`, one module each, holding it as `command`."""
