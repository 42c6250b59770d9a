"""Files that hold other files or many articles, read where they lie: nothing is unpacked to disk."""
