module realtime-conformance/go-openai-realtime

go 1.23

require (
	github.com/WqyJh/go-openai-realtime/v2 v2.0.0-rc
	realtime-conformance/serve v0.0.0
)

require github.com/coder/websocket v1.8.12 // indirect

replace realtime-conformance/serve => ../go_serve
