package systemtest

import (
	"net"
	"testing"
)

func TestAReservedPortIsNotHandedOutTwice(t *testing.T) {
	t.Parallel()
	seen := map[int]bool{}
	for range 200 {
		p, err := reservePorts(2)
		if err != nil {
			t.Fatal(err)
		}
		defer p.release()
		if seen[p.first] {
			t.Fatalf("port %d was handed out twice", p.first)
		}
		seen[p.first] = true
	}
}

func TestAPortThatSomebodyListensOnIsNotFree(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if allFree(port-1, 2) {
		t.Errorf("port %d is said to be free while it is in use", port)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	if !free(port) {
		t.Errorf("port %d is said to be in use after it was closed", port)
	}
}
