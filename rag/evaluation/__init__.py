"""How well an archive is searched and answers: questions, measures, floors, reports."""
