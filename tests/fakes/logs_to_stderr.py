import sys

from honest import echo, requests, say

for request in requests():
    print("working " * 20000, file=sys.stderr)
    say(echo(request))
