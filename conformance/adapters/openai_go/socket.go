package main

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/coder/websocket"
	"github.com/openai/openai-go/v3/option"
	rt "github.com/openai/openai-go/v3/realtime"
)

// Within one process; what takes longer is a fault of this program.
const patience = time.Minute

// A socket is a connection of the module, and the end of it that the server would have.
type socket struct {
	client *rt.RealtimeConnection
	server *websocket.Conn
}

var (
	open     *socket
	accepted = make(chan *websocket.Conn, 1)
	address  = listen()
)

// listen accepts connections on a port of the loopback that the system chooses.
func listen() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		server, err := websocket.Accept(w, r, nil)
		if err != nil {
			panic(err)
		}
		server.SetReadLimit(-1)
		accepted <- server
	}))
	return "http://" + listener.Addr().String()
}

func connected(ctx context.Context) *socket {
	if open == nil {
		service := rt.NewRealtimeService(option.WithBaseURL(address), option.WithAPIKey("none"))
		client, err := service.Connect(ctx, rt.RealtimeConnectionOptions{}, option.WithQuery("model", "none"))
		if err != nil {
			panic(err)
		}
		open = &socket{client, <-accepted}
	}
	return open
}

// closed gives up the connection, which is of no use any more.
func closed() {
	open.client.Abort()
	open.server.CloseNow()
	open = nil
}

// receive returns the event that the module makes of a frame.
func receive(text []byte) (any, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	socket := connected(ctx)
	if err := socket.server.Write(ctx, websocket.MessageText, text); err != nil {
		panic(err)
	}
	event, err := socket.client.Recv(ctx)
	if err != nil {
		closed()
	}
	return event, err
}

// send returns the frame that goes out in a call of the module.
func send(call func(context.Context, *rt.RealtimeConnection) error) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	socket := connected(ctx)
	if err := call(ctx, socket.client); err != nil {
		closed()
		return nil, err
	}
	_, text, err := socket.server.Read(ctx)
	if err != nil {
		panic(err)
	}
	return text, nil
}
