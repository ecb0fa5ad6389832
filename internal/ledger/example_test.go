package ledger_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/exeunt-iam/exeunt/internal/ledger"
)

// Keep two facts, sign them, export them, and verify the file as an auditor does, with the public key alone.
func Example() {
	signer, err := ledger.GenerateKey("exeunt.example.com/ledger")
	if err != nil {
		panic(err)
	}
	at := time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC)
	var m ledger.Memory
	err = m.Append(
		ledger.Entry{At: at, Kind: "intent", Actor: "apply", Body: json.RawMessage(`{"verb":"suspend","account":"directory/ann"}`)},
		ledger.Entry{At: at.Add(time.Second), Kind: "outcome", Actor: "apply", Body: json.RawMessage(`{"of":0,"outcome":"done"}`)},
	)
	if err != nil {
		panic(err)
	}
	cp, err := m.Checkpoint(signer)
	if err != nil {
		panic(err)
	}
	var file bytes.Buffer
	if err := ledger.Export(context.Background(), &file, &m, cp); err != nil {
		panic(err)
	}

	public, err := ledger.ParseVerifier(signer.Verifier().String())
	if err != nil {
		panic(err)
	}
	text := file.String()
	report, err := ledger.VerifyExport(&file, public)
	fmt.Println(report.Entries, "entries,", err)

	changed := bytes.Replace([]byte(text), []byte("done"), []byte("lost"), 1)
	_, err = ledger.VerifyExport(bytes.NewReader(changed), public)
	fmt.Println(err)
	// Output:
	// 2 entries, <nil>
	// the ledger does not verify: entry 1 is not as signed; keep it as it is, and compare it with a backup or an earlier export
}
