package files

import (
	"crypto/ed25519"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

func TestFilesAreFetchedBySFTP(t *testing.T) {
	t.Parallel()
	host := systemtest.Linux(t, systemtest.LinuxOptions{Users: 2})
	host.Root(`mkdir -p /home/u0001/out/folder.csv; printf 'no,end\n1,\n2,2026-12-31\n' > /home/u0001/out/hr-1.csv; cp /home/u0001/out/hr-1.csv /home/u0001/out/other.txt
touch -d '2026-11-01 08:00' /home/u0001/out/hr-1.csv; chown -R u0001: /home/u0001/out`)
	sftp := func(change ...func(*Config)) *Source {
		s, _ := source(t, append([]func(*Config){func(c *Config) {
			c.From, c.Pattern, c.User = "sftp://"+host.Address+"/home/u0001/out", "*.csv", "u0001"
			c.Key, c.KnownHosts = is(strings.TrimSpace(string(host.PrivateKey()))), host.KnownHosts
		}}, change...)...)
		return s
	}
	s := sftp()
	reads(t, s, feed, "")
	if _, err := os.Stat(filepath.Join(s.cfg.Evidence, sum(feed)+"-hr-1.csv")); err != nil {
		t.Error(err)
	}
	reads(t, sftp(func(c *Config) { c.KnownHosts, c.HostKey = "", host.HostKey }), feed, "")
	reads(t, sftp(func(c *Config) { c.Marker = ".done" }), "", "there is no hr-1.csv.done")
	reads(t, sftp(func(c *Config) { c.KnownHosts, c.HostKey = "", strangersKey }), "", "shows another key")
	reads(t, sftp(func(c *Config) { c.User = "nobody" }), "", "sign in to")
	reads(t, sftp(func(c *Config) { c.From += "/nosuch" }), "", "look into /home/u0001/out/nosuch")
	reads(t, sftp(func(c *Config) { c.Key = is("hunter2") }), "", "is no private key")
}

const strangersKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOM7MRmsOS8JvXnHR5/CPSOUVNwsnCc5OTRSFrzpBYRj"

// A server that takes the connection and says nothing is left when the time is over.
func TestAServerThatSaysNothingIsLeft(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	for _, from := range []string{"sftp://%s/out", "https://%s/hr.csv"} {
		s, _ := source(t, func(c *Config) {
			c.From, c.Pattern, c.Timeout = fmt.Sprintf(from, listener.Addr()), "", 100*time.Millisecond
			if strings.HasPrefix(from, "sftp") {
				c.Pattern, c.User, c.Key, c.HostKey = "*", "u", is(newKey(t)), strangersKey
			}
		})
		reads(t, s, "", "was not read within 100ms")
	}
}

// newKey makes a private key that opens nothing.
func newKey(t *testing.T) string {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(pem.EncodeToMemory(block)))
}

func TestAFileIsFetchedByHTTPS(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("/hr.csv", func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		if r.Header.Get("Authorization") != "Bearer tok" && (user != "u" || password != "pw") {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprint(w, feed)
	})
	mux.HandleFunc("/cut.csv", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, feed)
	})
	mux.Handle("/away.csv", http.RedirectHandler("/hr.csv", http.StatusFound))
	server := httptest.NewTLSServer(mux)
	defer server.Close()
	ca := filepath.Join(t.TempDir(), "ca.crt")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	https := func(file string, change func(*Config)) *Source {
		s, _ := source(t, func(c *Config) { c.From, c.Pattern, c.CA = server.URL+file, "", ca }, change)
		return s
	}
	reads(t, https("/hr.csv", func(c *Config) { c.Token = is("tok") }), feed, "")
	reads(t, https("/hr.csv", func(c *Config) { c.User, c.Password = "u", is("pw") }), feed, "")
	nothing := func(*Config) {}
	reads(t, https("/hr.csv", nothing), "", "401 Unauthorized")
	reads(t, https("/cut.csv", nothing), "", "unexpected EOF")
	reads(t, https("/away.csv", nothing), "", "sends us elsewhere")
	reads(t, https("/nosuch.csv", nothing), "", "404 Not Found")
	reads(t, https("/hr.csv", func(c *Config) { c.CA = "" }), "", "certificate")
	reads(t, https("/hr.csv", func(c *Config) { c.CA = c.CA + ".none" }), "", "ca: ")
}
