package systemtest

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// SmallDisk makes the folder and puts an empty disk of that size ("24m") there until the test ends. Only root may mount
// one; elsewhere the test is skipped, or fails, as for a system.
func SmallDisk(t testing.TB, folder, size string) {
	t.Helper()
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", "size="+size, "exeunt-test", folder).CombinedOutput(); err != nil {
		refuse(t, "small disk", fmt.Errorf("%w: only who may mount a disk can fill one: %w: %s", errMissing, err, out))
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", folder).CombinedOutput(); err != nil {
			t.Errorf("umount %s: %v %s", folder, err, out)
		}
	})
}
