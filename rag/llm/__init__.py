"""The language model's server: deadlines and faults."""
