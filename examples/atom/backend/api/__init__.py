"""The routes that users of the application call."""
