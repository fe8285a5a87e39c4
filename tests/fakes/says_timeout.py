from honest import echo, requests, say, triggered

for request in requests():
    answer = echo(request)
    if triggered(request):
        answer["outcome"] = "timeout"
    say(answer)
