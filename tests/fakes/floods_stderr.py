import sys

from honest import echo, requests, say, triggered

for request in requests():
    while triggered(request):
        sys.stderr.write("noise " * 10000)
    say(echo(request))
