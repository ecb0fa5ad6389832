package ledger

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

const origin = "ledger.exeunt.test"

func TestAKeyFileIsMadeOnceAndReadAfterwards(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "ledger.key")
	first, err := LoadOrCreateKey(path, origin)
	if err != nil {
		t.Fatal(err)
	}
	second, err := LoadOrCreateKey(path, origin)
	if err != nil || second.Reveal() != first.Reveal() {
		t.Errorf("the second time gave another key, %v", err)
	}
	if info, _ := os.Stat(path); runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v", info.Mode())
	}
	if info, _ := os.Stat(path + ".pub"); runtime.GOOS != "windows" && info.Mode().Perm() != 0o644 {
		t.Errorf("mode of the public key is %v", info.Mode())
	}
	if text, _ := os.ReadFile(path + ".pub"); string(text) != first.Verifier().String()+"\n" {
		t.Errorf("public key is %q", text)
	}
	if err := os.Remove(path + ".pub"); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadOrCreateKey(path, origin); err != nil {
		t.Error(err)
	}
	files, _ := os.ReadDir(dir)
	if len(files) != 2 || files[1].Name() != "ledger.key.pub" {
		t.Errorf("files are %v, want the key and its public half, written again", files)
	}
}

func TestTwoProcessesThatMakeAKeyGetTheSame(t *testing.T) {
	t.Parallel()
	for range 20 {
		path := filepath.Join(t.TempDir(), "ledger.key")
		var got [4]string
		var wg sync.WaitGroup
		for i := range got {
			wg.Go(func() {
				s, err := LoadOrCreateKey(path, origin)
				if err != nil {
					t.Error(err)
				}
				got[i] = s.Reveal()
			})
		}
		wg.Wait()
		for _, g := range got {
			if g != got[0] {
				t.Fatal("two keys were made")
			}
		}
	}
}

func TestAKeyFileThatIsNotRightIsRefused(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("WINDOWS KEEPS NO MODE BITS: the check of the mode is not made there")
	}
	for name, c := range map[string]struct {
		spoil func(path string) error
		want  string
	}{
		"read by the group": {func(p string) error { return os.Chmod(p, 0o640) }, "(mode 0640): run chmod 600"},
		"read by all":       {func(p string) error { return os.Chmod(p, 0o604) }, "(mode 0604): run chmod 600"},
		"emptied":           {func(p string) error { return os.Truncate(p, 0) }, "this is not a private key"},
		"cut":               {func(p string) error { return os.Truncate(p, 60) }, "this is not a private key"},
		"a folder": {func(p string) error {
			if err := os.Remove(p); err != nil {
				return err
			}
			return os.Mkdir(p, 0o700)
		}, "is not a file"},
		"private key gone": {os.Remove, "is gone and its public key"},
		"public key of another": {func(p string) error {
			return os.WriteFile(p+".pub", []byte(testPublic), 0o644)
		}, "holds the key ledger.exeunt.test+f247de9a and the private key beside it is ledger.exeunt.test+"},
		"public key spoilt": {func(p string) error { return os.WriteFile(p+".pub", nil, 0o644) }, "this is not a public key"},
	} {
		path := filepath.Join(t.TempDir(), "ledger.key")
		signer, err := LoadOrCreateKey(path, origin)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.spoil(path); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadOrCreateKey(path, origin); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), signer.Reveal()[:50]) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

func TestAKeyFileIsOfOneLedger(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ledger.key")
	if _, err := LoadOrCreateKey(path, origin); err != nil {
		t.Fatal(err)
	}
	_, err := LoadOrCreateKey(path, "other.exeunt.test")
	if want := `of the ledger "ledger.exeunt.test", not of "other.exeunt.test"`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v", err)
	}
	if _, err := LoadOrCreateKey(filepath.Join(t.TempDir(), "none", "ledger.key"), origin); err == nil || !strings.Contains(err.Error(), "write the private key") {
		t.Errorf("got %v", err)
	}
}
