from honest import requests, say

for request in requests():
    say({"seq": request["seq"], "outcome": "ok", "text": request["text"]})
