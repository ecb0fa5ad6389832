package store

import (
	"bytes"
	"errors"

	"github.com/klauspost/compress/zstd"

	"github.com/exeunt-iam/exeunt/internal/plan"
)

// packPlan returns a plan as it is kept: its JSON, compressed, because a large plan says nearly the same of each account.
func packPlan(p *plan.Plan) ([]byte, error) {
	var packed bytes.Buffer
	z, err := zstd.NewWriter(&packed, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
	if err != nil {
		return nil, err
	}
	if err := errors.Join(p.Write(z), z.Close()); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// unpackPlan reads what packPlan made, or the bare JSON that earlier programs kept.
func unpackPlan(doc []byte) (*plan.Plan, error) {
	if bytes.HasPrefix(doc, []byte("{")) {
		return plan.Read(bytes.NewReader(doc))
	}
	z, err := zstd.NewReader(bytes.NewReader(doc), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	return plan.Read(z)
}
