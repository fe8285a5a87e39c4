import sys

from honest import echo, requests, say, triggered

for request in requests():
    while triggered(request):
        sys.stdout.write("x" * 65536)
    say(echo(request))
