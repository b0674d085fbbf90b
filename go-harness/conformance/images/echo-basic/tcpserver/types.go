// Package tcpserver has what the suite names of its TCP echo server.
package tcpserver

// WelcomeMessage is nothing that a server says.
const WelcomeMessage = ""

// TCPAssertions are what a server saw.
type TCPAssertions struct {
	Namespace, Pod string
	TLSAssertion   struct{ ServerName, NegotiatedProtocol string }
}
