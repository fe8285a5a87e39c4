"""What holds for all tests."""

from __future__ import annotations

import signal
import threading

# What a script starts in the background ignores interrupts, and so would every program that a test starts.
if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
