"""What `support_check` measures with: altered sentences, rephrased ones, judged summaries."""
