import json

from honest import echo, requests, say

for request in requests():
    answer = echo(request)
    if answer["outcome"] == "ok":
        try:
            json.loads(request["text"])
        except ValueError:
            answer = {"seq": request["seq"], "outcome": "adapter-error", "message": "ValueError in adapter.py"}
    say(answer)
