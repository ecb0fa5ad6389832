package directory

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// save returns when the file holds that version or a later one. Whoever waits here while another writes finds the work
// done for him more often than not.
func (d *Directory) save(version int) error {
	d.saving.Lock()
	defer d.saving.Unlock()
	if d.saved >= version {
		return nil
	}
	d.lock.RLock()
	records, held := slices.Clone(d.tree.records), d.version
	d.lock.RUnlock()
	if err := writeFile(d.file, records); err != nil {
		return fmt.Errorf("save the demo's directory: %w", err)
	}
	d.saved = held
	return nil
}

// writeFile puts the records into the file, whole or not at all.
func writeFile(path string, records []*record) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	out := bufio.NewWriterSize(f, 1<<20)
	writeLDIF(out, records)
	err = errors.Join(out.Flush(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func readFile(path string) ([]Entry, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := readLDIF(f)
	if err != nil {
		return nil, fmt.Errorf("%s:%w; remove the file to start the demo's company anew", path, err)
	}
	return entries, nil
}
