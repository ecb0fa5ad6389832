package ledger

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/tlog"
)

// page is how many entries are read at once.
const page = 512

// Export writes the ledger, as it was at the checkpoint, as one text file: the signed checkpoint, an empty line, then a line
// an entry with its leaf hash in base64, a space, and its canonical JSON.
//
// The file streams, so an error can come after most of it was written: write to a temporary file and rename it.
// The error names an entry that is missing, or says that the entries are not those that the checkpoint signs; then run Verify.
func Export(ctx context.Context, w io.Writer, s Storage, cp Checkpoint) error {
	if len(cp.Note) == 0 {
		return errors.New("export the ledger: the checkpoint holds no signed note: open one with ledger.Open")
	}
	out := bufio.NewWriterSize(w, 64<<10)
	out.Write(cp.Note) // the writer keeps its first error until Flush
	out.WriteByte('\n')
	var tree frontier
	for tree.size < cp.Size {
		if err := exportPage(ctx, out, s, &tree, min(tree.size+page, cp.Size)); err != nil {
			return fmt.Errorf("export the ledger: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the export of the ledger: %w", err)
	}
	if tree.root() != cp.Root {
		return fmt.Errorf("export the ledger: its first %d entries are not those that the checkpoint signs: verify the ledger to see what changed", cp.Size)
	}
	return nil
}

func exportPage(ctx context.Context, out *bufio.Writer, s Storage, tree *frontier, to int64) error {
	records, err := s.ReadEntries(ctx, tree.size, to)
	if err != nil {
		return fmt.Errorf("read entries from %d: %w", tree.size, err)
	}
	var scratch [64]Hash
	for _, r := range records {
		if r.Seq != tree.size {
			break
		}
		leaf := tlog.RecordHash(r.Body)
		tree.push(scratch[:0], leaf)
		out.WriteString(leaf.String())
		out.WriteByte(' ')
		out.Write(r.Body)
		if err := out.WriteByte('\n'); err != nil {
			return fmt.Errorf("write entry %d: %w", r.Seq, err)
		}
	}
	if tree.size < to {
		return fmt.Errorf("entry %d is missing: verify the ledger to see what else is", tree.size)
	}
	return nil
}
