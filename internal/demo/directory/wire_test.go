package directory

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// wire is what a client sends: it ends like a connection that was cut.
type wire struct {
	net.Conn
	in  io.Reader
	out bytes.Buffer
}

func (w *wire) Read(p []byte) (int, error)  { return w.in.Read(p) }
func (w *wire) Write(p []byte) (int, error) { return w.out.Write(p) }

// answers returns the tags of what the directory answers to these bytes.
func answers(d *Directory, sent []byte) []ber.Tag {
	w := &wire{in: bytes.NewReader(sent)}
	d.serve(w)
	var tags []ber.Tag
	for in := bufio.NewReader(&w.out); ; {
		p, err := ber.ReadPacket(in)
		if err != nil {
			return tags
		}
		tags = append(tags, p.Children[1].Tag)
	}
}

func request(id int64, tag ber.Tag, parts ...*ber.Packet) []byte {
	op := application(tag)
	for _, p := range parts {
		op.AppendChild(p)
	}
	return envelope(id, op).Bytes()
}

func signInRequest(version int64, mechanism ber.Tag) []byte {
	return request(1, ldap.ApplicationBindRequest,
		ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, version, ""), octetString(ServiceDN),
		ber.NewString(ber.ClassContext, ber.TypePrimitive, mechanism, "svc-secret", ""))
}

func openForWire(t testing.TB) *Directory {
	d, err := Open(filepath.Join(t.TempDir(), "directory.ldif"), Skeleton("svc-secret"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWhatIsNoRequestEndsTheConnection(t *testing.T) {
	t.Parallel()
	d := openForWire(t)
	good := signInRequest(3, 0)
	for what, c := range map[string]struct {
		sent []byte
		want int // answers to the good requests before and after it
	}{
		"nothing":              {nil, 2},
		"an abandon":           {envelope(2, ber.NewInteger(ber.ClassApplication, ber.TypePrimitive, ldap.ApplicationAbandonRequest, 1, "")).Bytes(), 2},
		"an unbind":            {request(2, ldap.ApplicationUnbindRequest), 1},
		"an unknown operation": {request(2, 29), 1},
		"no LDAP":              {[]byte("GET / HTTP/1.1\r\n\r\n"), 1},
		"a packet too long":    {request(2, ldap.ApplicationCompareRequest, octetString(strings.Repeat("x", maxMessage)), ber.NewSequence("")), 1},
		"a packet cut short":   {[]byte{0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x02, 0x01, 0x01}, 1},
		"a sequence of one":    {ber.NewSequence("").Bytes(), 1},
	} {
		if got := answers(d, bytes.Join([][]byte{good, c.sent, good}, nil)); len(got) != c.want {
			t.Errorf("%s: %d answers, want %d", what, len(got), c.want)
		}
	}
}

func TestARequestCutShortIsAProtocolError(t *testing.T) {
	t.Parallel()
	d := openForWire(t)
	for tag, answer := range answerTo {
		got := answers(d, bytes.Join([][]byte{signInRequest(3, 0), request(2, tag)}, nil))
		if len(got) != 2 || got[1] != answer {
			t.Errorf("request %d was answered by %d, want %d", tag, got, answer)
		}
	}
}

func TestOnlySimpleSignInsOfVersion3AreKnown(t *testing.T) {
	t.Parallel()
	d := openForWire(t)
	for want, sent := range map[uint16][]byte{
		ldap.LDAPResultSuccess:                signInRequest(3, 0),
		ldap.LDAPResultProtocolError:          signInRequest(2, 0),
		ldap.LDAPResultAuthMethodNotSupported: signInRequest(3, 3),
	} {
		w := &wire{in: bytes.NewReader(sent)}
		d.serve(w)
		p, err := ber.ReadPacket(&w.out)
		if err != nil || p.Children[1].Children[0].Value.(int64) != int64(want) {
			t.Errorf("want %d: %v, %v", want, p, err)
		}
	}
}

func searchRequest(filter *ber.Packet, controls ...*ber.Packet) []byte {
	op := application(ldap.ApplicationSearchRequest)
	for _, p := range []*ber.Packet{
		octetString(Base), enumerated(2), enumerated(0), enumerated(0), enumerated(0), enumerated(0), filter, ber.NewSequence(""),
	} {
		op.AppendChild(p)
	}
	return envelope(2, op, controls...).Bytes()
}

func paging(size int64) *ber.Packet {
	value := ber.NewSequence("")
	value.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, size, ""))
	value.AppendChild(octetString(""))
	return controlPacket(ldap.ControlTypePaging, value)
}

func TestAPageOfLessThanNothingIsRefused(t *testing.T) {
	t.Parallel()
	d, everything := openForWire(t), ber.Encode(ber.ClassContext, ber.TypeConstructed, ldap.FilterAnd, nil, "")
	for size, want := range map[int64]int{2: 4, -2: 2} { // with the answer to signing in, and the end of the search
		if got := answers(d, append(signInRequest(3, 0), searchRequest(everything, paging(size))...)); len(got) != want {
			t.Errorf("a page of %d was answered by %d packets, want %d", size, len(got), want)
		}
	}
}

// FuzzNoBytesBreakTheServer: whatever a client sends, the process lives, and everything it says back is LDAP.
func FuzzNoBytesBreakTheServer(f *testing.F) {
	filter, err := ldap.CompileFilter("(&(|(uid=a*b*c)(!(cn>=x)))(sn~=y)(mail=*)(ou:dn:=z))")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(signInRequest(3, 0))
	f.Add(searchRequest(filter))
	f.Add(searchRequest(filter, paging(2)))
	f.Add(request(2, ldap.ApplicationModifyDNRequest, octetString(PeopleBase), octetString("ou=x"), enumerated(1), octetString(Base)))
	f.Add(request(2, ldap.ApplicationCompareRequest, octetString(PeopleBase), ber.NewSequence("")))
	f.Add(envelope(2, application(ldap.ApplicationExtendedRequest), controlPacket(ldap.ControlTypePaging, ber.NewSequence(""))).Bytes())
	d := openForWire(f)
	f.Fuzz(func(_ *testing.T, sent []byte) {
		answers(d, append(signInRequest(3, 0), sent...))
	})
}
