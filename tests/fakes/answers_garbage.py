from honest import echo, requests, say, triggered

for request in requests():
    if triggered(request):
        print("Warning: this library is deprecated", flush=True)
    say(echo(request))
