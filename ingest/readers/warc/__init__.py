"""Web archives, WARC and ARC: records out of them, and pages out of records."""
