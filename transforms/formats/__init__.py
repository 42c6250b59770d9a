"""Structured formats: the bytes of one file or record become one item; neither Beam nor Arrow is known here."""
