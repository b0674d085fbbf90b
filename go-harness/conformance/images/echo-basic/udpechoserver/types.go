// Package udpechoserver has what the suite names of its UDP echo server.
package udpechoserver

// EchoResponse is what a server answers.
type EchoResponse struct{ Pod string }
