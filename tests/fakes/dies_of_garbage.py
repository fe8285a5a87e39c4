import json
import os

from honest import echo, requests, say

for request in requests():
    try:
        json.loads(request["text"])
    except ValueError:
        os._exit(3)
    say(echo(request))
