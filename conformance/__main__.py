"""``python -m conformance``: the same as ``realtime-conformance``."""

from conformance.cli import main

code = main()
# An interrupt within an `exec`, as importing a dataclass has one, counts as unhandled to `python -m` although it was
# handled: the process would end by the signal and not with the code. The next `exec` makes Python forget that.
exec("")
raise SystemExit(code)
