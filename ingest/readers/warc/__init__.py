"""What `warc` needs: records out of web archives, and pages out of records."""
