package directory

import (
	"crypto/tls"
	"net"
	"sync"
)

// server accepts connections and knows the open ones, so that it can end them all.
type server struct {
	running sync.WaitGroup

	lock      sync.Mutex
	listeners []net.Listener
	open      map[net.Conn]bool // nil once closed
	closed    bool
}

func (s *server) listen(addr string, config *tls.Config, serve func(net.Conn)) (net.Addr, error) {
	l, err := tls.Listen("tcp", addr, config)
	if err != nil {
		return nil, err
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.closed {
		l.Close()
		return nil, net.ErrClosed
	}
	s.listeners = append(s.listeners, l)
	s.running.Go(func() { s.accept(l, serve) })
	return l.Addr(), nil
}

func (s *server) accept(l net.Listener, serve func(net.Conn)) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		if !s.enter(conn) {
			conn.Close()
			return
		}
		s.running.Go(func() {
			defer s.leave(conn)
			serve(conn)
		})
	}
}

func (s *server) enter(conn net.Conn) bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.closed {
		return false
	}
	if s.open == nil {
		s.open = make(map[net.Conn]bool)
	}
	s.open[conn] = true
	return true
}

func (s *server) leave(conn net.Conn) {
	conn.Close()
	s.lock.Lock()
	defer s.lock.Unlock()
	delete(s.open, conn)
}

// close ends every connection and returns when nothing of the server runs any more. Twice is once.
func (s *server) close() {
	s.lock.Lock()
	s.closed = true
	for _, l := range s.listeners {
		l.Close()
	}
	for conn := range s.open {
		conn.Close()
	}
	s.lock.Unlock()
	s.running.Wait()
}
