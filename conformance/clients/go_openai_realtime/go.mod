module realtime-conformance/clients/go-openai-realtime

go 1.23

require github.com/WqyJh/go-openai-realtime/v2 v2.0.0-rc

require github.com/coder/websocket v1.8.12 // indirect
