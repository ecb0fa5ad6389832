package web_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/ledger"
)

// fetched returns what the house answers to the browser, with the status in front.
func (b *tab) fetched(path string) string {
	b.t.Helper()
	return eval[string](b, `(function () { var x = new XMLHttpRequest(); x.open("GET", "`+path+`", false); x.send(); return x.status + " " + x.responseText; })()`)
}

// An auditor searches the ledger, takes one entry away with its proof, which holds without us, and has all of it verified.
func TestAnAuditorChecksTheLedger(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.setUp(t)
	b := h.operator(t, "aude@example.test", access.Auditor)
	b.open("/ledger")
	b.do(chromedp.SendKeys("#q", "aude@example"))
	b.until(`document.querySelectorAll("#found tbody tr").length < 5`)
	b.reads("a sign-in")
	b.open("/ledger/1")
	b.reads("This entry is in the ledger, as it was written.")

	var file struct {
		Seq        int64
		Entry      string
		Path       ledger.InclusionProof
		Checkpoint string
	}
	must(t, json.Unmarshal([]byte(strings.TrimPrefix(b.fetched("/ledger/1/proof.json"), "200 ")), &file))
	key, err := ledger.ParseVerifier(strings.TrimSpace(strings.TrimPrefix(b.fetched("/ledger/key.pub"), "200 ")))
	must(t, err)
	cp, err := ledger.Open([]byte(file.Checkpoint), key)
	must(t, err)
	must(t, ledger.CheckInclusion(file.Path, cp, 1, []byte(file.Entry)))
	if ledger.CheckInclusion(file.Path, cp, 1, []byte(strings.Replace(file.Entry, "a", "b", 1))) == nil {
		t.Error("the proof holds for an entry that was altered")
	}
	newest, err := ledger.Open([]byte(strings.TrimPrefix(b.fetched("/ledger/checkpoint.txt"), "200 ")), key)
	must(t, err)
	report, err := ledger.VerifyExport(strings.NewReader(strings.TrimPrefix(b.fetched("/ledger/ledger.txt"), "200 ")), key)
	must(t, err)
	if report.Entries != newest.Size {
		t.Errorf("the file has %d entries and the checkpoint says %d", report.Entries, newest.Size)
	}
	b.open("/ledger")
	b.do(chromedp.Click(`form[action="/ledger/verify"] button`), chromedp.WaitVisible(".alert-success"))
	b.reads("All of it is as it was signed.")
	b.accessible("the verified ledger")
	if answer := b.fetched("/ledger/999999"); !strings.HasPrefix(answer, "404") {
		t.Errorf("an entry that is not there is answered %s", answer[:3])
	}
	v := h.operator(t, "vera@example.test", access.Viewer)
	if answer := v.fetched("/ledger/1"); !strings.HasPrefix(answer, "403") {
		t.Errorf("a viewer is answered %s", answer[:3])
	}
}

// until waits until a script says true.
func (b *tab) until(script string) {
	b.t.Helper()
	_, err := chromedp.Run(b.ctx, chromedp.Poll[bool](script))
	must(b.t, err)
}
