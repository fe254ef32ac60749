"""`python -m schematic` → `sgm`."""

import os
import sys

from schematic.cli import main

if __name__ == "__main__":
    status = main()
    if "TORCHELASTIC_RUN_ID" in os.environ:
        # Threads of the process group may outlive it, and abort a Python that is torn down.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    raise SystemExit(status)
