package ledger

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// LoadOrCreateKey reads the private key of the ledger named origin from the file at path, or makes a new one there.
// The file is readable by its owner alone; the public key stands beside it in path + ".pub", and is written again where it is gone.
//
// It refuses a private key that others can read, a key of another ledger, a public key that is not the other half, and to
// make a new key where only the public one is left: the checkpoints that the lost key signed would no longer have a successor.
func LoadOrCreateKey(path, origin string) (Signer, error) {
	signer, err := loadKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		signer, err = createKey(path, origin)
	}
	if err != nil {
		return Signer{}, err
	}
	if got := signer.verifier.Origin(); got != origin {
		return Signer{}, fmt.Errorf("the key in %s is of the ledger %q, not of %q: name the right file, or the right ledger", path, got, origin)
	}
	return signer, keepPublic(path+".pub", signer.verifier)
}

func loadKey(path string) (Signer, error) {
	f, err := os.Open(path)
	if err != nil {
		return Signer{}, fmt.Errorf("open the private key of the ledger: %w", err)
	}
	defer f.Close()
	if err := checkPrivate(f); err != nil {
		return Signer{}, err
	}
	text, err := io.ReadAll(io.LimitReader(f, 4096))
	if err != nil {
		return Signer{}, fmt.Errorf("read the private key of the ledger: %w", err)
	}
	signer, err := ParseSigner(string(text))
	if err != nil {
		return Signer{}, fmt.Errorf("read %s: %w", path, err)
	}
	return signer, nil
}

// checkPrivate asks the open file, so that it cannot be another one by the time it is read.
func checkPrivate(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("look at the private key of the ledger: %w", err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file: name the file of the private key", f.Name())
	}
	mode := info.Mode().Perm()
	if mode&0o077 != 0 && runtime.GOOS != "windows" { // Windows keeps rights elsewhere and shows 0666 here
		return fmt.Errorf("others than its owner can use the private key in %s (mode %04o): run chmod 600 on it, "+
			"and begin a new key if someone may have read it", f.Name(), mode)
	}
	return nil
}

// createKey links a finished file into place, so that a crash leaves no half key and of two processes one wins.
func createKey(path, origin string) (Signer, error) {
	if _, err := os.Lstat(path + ".pub"); err == nil {
		if _, err := os.Lstat(path); err == nil {
			return loadKey(path) // another process was first
		}
		return Signer{}, fmt.Errorf("the private key %s is gone and its public key %s.pub is still there: bring the private key back from a backup; "+
			"or, to begin a new key, move the public key away and keep it, because it alone verifies the checkpoints signed so far", path, path)
	}
	signer, err := GenerateKey(origin)
	if err != nil {
		return Signer{}, err
	}
	err = writeOnce(path, signer.Reveal(), 0o600)
	if errors.Is(err, fs.ErrExist) {
		return loadKey(path) // another process was first
	}
	if err != nil {
		return Signer{}, fmt.Errorf("write the private key of the ledger: %w", err)
	}
	return signer, nil
}

// keepPublic writes the public key where there is none and compares it where there is one.
func keepPublic(path string, v Verifier) error {
	err := writeOnce(path, v.String(), 0o644)
	if err == nil {
		return nil
	}
	if !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("write the public key of the ledger: %w", err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the public key of the ledger: %w", err)
	}
	there, err := ParseVerifier(string(text))
	if err != nil {
		return fmt.Errorf("read %s: %w; remove it to have it written again", path, err)
	}
	if there.text != v.text {
		return fmt.Errorf("%s holds the key %s and the private key beside it is %s: one of the two was swapped; bring the right one back", path, there.ID(), v.ID())
	}
	return nil
}

// writeOnce writes a line to a new file, whole or not at all. The error is fs.ErrExist where there is one.
func writeOnce(path, line string, mode fs.FileMode) error {
	if _, err := os.Lstat(path); err == nil {
		return &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist}
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".ledger-key-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(line + "\n")
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}
