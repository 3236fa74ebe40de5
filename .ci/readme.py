"""Print the command that the README gives for a purpose, so that it is the very one that is tested."""

import re
import sys
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


def command(purpose: str) -> str:
    """Return the shell block that follows the comment `<!-- purpose -->`."""
    found = re.search(rf"<!-- {purpose} -->\n+```sh\n(.*?)\n```", README.read_text("utf-8"), re.DOTALL)
    if found is None:
        sys.exit(f"the README has no command marked {purpose}")
    return found.group(1)


if __name__ == "__main__":
    print(command(sys.argv[1]))
