"""python -m rag: see rag.cli.commands."""

import sys

from rag.cli.commands import main

if __name__ == "__main__":
    sys.exit(main())
