"""``python -m conformance``: the same as ``realtime-conformance``."""

from conformance.cli import main

raise SystemExit(main())
