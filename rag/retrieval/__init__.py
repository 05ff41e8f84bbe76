"""Finding passages: by words and by meaning, fused, weighed, read again; evidence out of them."""
