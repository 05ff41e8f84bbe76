"""What the benchmarks share: plain retrieval to stand beside ours, tables, declining."""
