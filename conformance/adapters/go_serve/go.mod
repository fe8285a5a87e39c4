module realtime-conformance/serve

go 1.23
