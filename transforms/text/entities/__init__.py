"""Named entities: tokens, engines, gazetteers, and what merges them. Pure; imports neither Beam nor Arrow."""
