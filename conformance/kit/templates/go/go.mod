module conformance-adapter

go 1.23
