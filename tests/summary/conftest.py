"""The benchmark's own modules, for the tests that measure or check them."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "benchmarks" / "summary"))
