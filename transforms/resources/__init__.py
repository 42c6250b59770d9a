"""Packaged data: registries, profiles, weights, gazetteers, each with its provenance."""
