"""From a request to an answer: candidates, extraction or a model's text, citations, declining."""
