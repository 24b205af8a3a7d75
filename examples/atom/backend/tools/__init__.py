"""Tools that the agents use."""
