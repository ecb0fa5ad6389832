package systemtest_test

import (
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

func TestHostsHaveUsersOfTheirOwn(t *testing.T) {
	t.Parallel()
	one, two := systemtest.Linux(t, systemtest.LinuxOptions{Users: 3}), systemtest.Linux(t, systemtest.LinuxOptions{Users: 3})
	one.Root("usermod -L u0001; echo left > /var/lib/here")
	for h, want := range map[*systemtest.LinuxHost]string{one: "L", two: "P"} {
		if state := strings.Fields(h.Root("passwd -S u0001"))[1]; state != want {
			t.Errorf("u0001 on %s is %s, want %s", h.Address, state, want)
		}
	}
	if _, err := two.TryRoot("test -e /var/lib/here"); err == nil {
		t.Error("two hosts share /var")
	}
}
