"""`python -m claimgraph`, and what the command `claimgraph` calls."""

import sys


def main() -> int:
    """Run the command; return its exit code, 2 where the system lacks what it is built on."""
    if sys.platform == "win32":
        # Before anything else is imported, of which some would not be there.
        sys.stderr.write(
            "claimgraph: does not run on Windows itself: run it in the Windows Subsystem for "
            "Linux, or on Linux or macOS\n"
        )
        return 2
    from claimgraph.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
