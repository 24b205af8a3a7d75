"""Where text goes: one module for each channel, which nothing of a stranger passes unescaped."""
