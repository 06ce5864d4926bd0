"""What a content repository must look like, and what the law of it says: pure, no I/O but the packaged schemas."""
