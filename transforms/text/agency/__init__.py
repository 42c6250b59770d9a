"""Agency credits: datelines, bylines, tags and notices at the edges of an article."""
