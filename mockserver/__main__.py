"""``python -m mockserver`` is the command."""

import sys

from mockserver.cli import main

sys.exit(main())
