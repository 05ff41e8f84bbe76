"""What several tests share: doubles of servers, samples, programs that tests start."""
