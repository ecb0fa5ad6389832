package ad

import (
	"encoding/binary"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// tickets says until when a Kerberos ticket may go on that was issued before the account was suspended. Nobody can list
// or end tickets: the clock runs from the suspension for as long as the domain lets one live.
func (c *Connector) tickets(e entry) []identity.Residual {
	now := c.cfg.Now()
	if e.state(now) != identity.Suspended {
		return nil
	}
	ends := e.suspendedSince(now).Add(c.cfg.TicketAge)
	if !ends.After(now) {
		return nil
	}
	return []identity.Residual{{Kind: identity.Ticket, Name: "Kerberos tickets issued before the suspension", Ends: ends}}
}

// The numbers of attributes in replication metadata (their msDS-IntId or ATTRTYP, MS-ADTS 3.1.1.2.6).
const (
	metaControl = 0x90008 // userAccountControl
	metaExpires = 0x9009f // accountExpires
)

// suspendedSince returns a moment at or after which nobody was let in: the earlier of those at which the account was
// disabled and expired, as far as they hold now. Where the domain does not tell, it is the last change of the entry,
// which is later than the truth rather than earlier.
func (e entry) suspendedSince(now time.Time) time.Time {
	meta := metadata(e.value(attrMeta))
	at := func(attribute uint32) time.Time {
		if t, ok := meta[attribute]; ok {
			return t
		}
		if t := wire.ParseTime(e.value("whenChanged")); !t.IsZero() {
			return t
		}
		return now
	}
	since := now
	if e.isDisabled() {
		since = at(metaControl)
	}
	if e.hasExpired(now) {
		ended := fileTime(e.value(attrExpires))
		if written := at(metaExpires); written.After(ended) {
			ended = written
		}
		if ended.Before(since) {
			since = ended
		}
	}
	return since
}

// metadata reads when each attribute was last changed, wherever in the domain that was (replPropertyMetaDataBlob,
// MS-DRSR 5.165.1: a header of 16 bytes, then 48 a piece). Nothing where it is of another form.
func metadata(raw string) map[uint32]time.Time {
	const header, piece = 16, 48
	blob := []byte(raw)
	if len(blob) < header || binary.LittleEndian.Uint32(blob) != 1 {
		return nil
	}
	changed := map[uint32]time.Time{}
	for blob = blob[header:]; len(blob) >= piece; blob = blob[piece:] {
		changed[binary.LittleEndian.Uint32(blob)] = dsTime(int64(binary.LittleEndian.Uint64(blob[8:])))
	}
	return changed
}
