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

// address is a loopback address that no other test process on this machine will take while it is held: for systems whose
// ports cannot be moved.
type address struct {
	ip   string
	lock *flock.Flock
}

// reserveAddress returns an address of 127.77.0.0/16 on which nobody listens on the port.
func reserveAddress(port int) (*address, error) {
	dir := filepath.Join(os.TempDir(), "exeunt-addresses-"+strconv.Itoa(os.Getuid()))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	for _, n := range rand.Perm(250 * 250) {
		ip := fmt.Sprintf("127.77.%d.%d", n/250+1, n%250+1)
		lock := flock.New(filepath.Join(dir, ip))
		if locked, err := lock.TryLock(); err != nil {
			return nil, err
		} else if !locked {
			continue
		}
		if listener, err := net.Listen("tcp", net.JoinHostPort(ip, strconv.Itoa(port))); err == nil {
			return &address{ip, lock}, listener.Close()
		}
		if err := lock.Unlock(); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("no free loopback address for port %d", port)
}

// String is the address.
func (a *address) String() string { return a.ip }

func (a *address) release() error { return a.lock.Close() }
