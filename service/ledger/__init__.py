"""The engine: reads, proves and writes a content repository.  No web, no words for people."""
