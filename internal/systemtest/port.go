package systemtest

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"

	"github.com/gofrs/flock"
)

// The ports lie below those that Linux gives to outgoing connections (from 32768), which would take one between our look
// and the server's start.
const (
	firstPort = 23000
	lastPort  = 31999
	portSlots = 4 // ports a reservation, at most
)

// ports is a run of free ports on 127.0.0.1 that no other test process on this machine will take while it is held.
type ports struct {
	first int
	lock  *flock.Flock
}

// reservePorts returns count free ports in a row. A port number handed out by the kernel and given back would be free
// for the next test binary too; a lock file is not.
func reservePorts(count int) (*ports, error) {
	dir := filepath.Join(os.TempDir(), "exeunt-ports-"+strconv.Itoa(os.Getuid()))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	const slots = (lastPort - firstPort + 1) / portSlots
	for _, slot := range rand.Perm(slots) {
		first := firstPort + slot*portSlots
		lock := flock.New(filepath.Join(dir, strconv.Itoa(first)))
		if locked, err := lock.TryLock(); err != nil {
			return nil, err
		} else if !locked {
			continue
		}
		if allFree(first, count) {
			return &ports{first: first, lock: lock}, nil
		}
		if err := lock.Unlock(); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("no %d free ports in a row between %d and %d", count, firstPort, lastPort)
}

// String is the first of the ports.
func (p *ports) String() string { return strconv.Itoa(p.first) }

func (p *ports) release() error { return p.lock.Close() }

func allFree(first, count int) bool {
	for port := first; port < first+count; port++ {
		if !free(port) {
			return false
		}
	}
	return true
}

func free(port int) bool {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	return err == nil && listener.Close() == nil
}
