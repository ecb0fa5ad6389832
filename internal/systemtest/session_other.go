//go:build !unix

package systemtest

import "syscall"

// ownSession changes nothing: no script of test/systems runs here.
func ownSession() *syscall.SysProcAttr { return nil }
