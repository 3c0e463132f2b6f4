"""Where work is done: in this process, or in many."""
