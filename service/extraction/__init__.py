"""What a file says, read by a process of its own."""
