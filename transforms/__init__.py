"""What is done to an article."""
