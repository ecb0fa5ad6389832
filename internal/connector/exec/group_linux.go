package exec

import (
	"os/exec"
	"syscall"
)

// ownGroup puts the program into a process group of its own, which is killed whole when its time is over.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

// killGroup ends what the program left behind in its group. The program itself has ended and was not waited for yet, so
// that its number is still its own.
func killGroup(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
