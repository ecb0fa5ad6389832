//go:build unix

package systemtest

import "syscall"

// ownSession puts a process into a session of its own, out of reach of the signals of the terminal.
func ownSession() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
