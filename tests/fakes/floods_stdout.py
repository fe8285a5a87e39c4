from honest import echo, requests, say, triggered

for request in requests():
    while triggered(request):
        say({"note": "nobody asked"})
    say(echo(request))
