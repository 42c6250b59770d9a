"""Pure functions from text to text; no Beam, no Arrow."""
