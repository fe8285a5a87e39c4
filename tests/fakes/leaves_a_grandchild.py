import subprocess
import sys

from honest import echo, note_pid, requests, say, triggered

if sys.argv[-1] == "grandchild":
    import signal
    import time

    note_pid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print(flush=True, file=sys.stderr)
    time.sleep(600)

for request in requests():
    child = subprocess.Popen([sys.executable, __file__, *sys.argv[1:], "grandchild"], stderr=subprocess.PIPE)
    child.stderr.readline()  # it has written down its id
    if triggered(request):
        sys.exit(7)  # the grandchild holds our stdout open
    say(echo(request))
