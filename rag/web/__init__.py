"""The page: a Gradio app, its views as safe HTML, an API for programs, the door."""
