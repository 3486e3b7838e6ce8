"""Would be imported."""
