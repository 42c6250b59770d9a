"""The lake: schema, commit protocol, queries; no Beam, no text functions."""
