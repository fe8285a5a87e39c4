# Falls over the first time that it is run at all; the file beside the list of ids remembers.
import os
import pathlib
import sys

from honest import echo, requests, say, triggered

mark = pathlib.Path(sys.argv[1] + ".mark")
for request in requests():
    if triggered(request) and not mark.exists():
        mark.touch()
        os._exit(3)
    say(echo(request))
