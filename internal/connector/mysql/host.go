package mysql

import (
	"net/netip"
	"strings"
)

// closest returns which of the hosts of one user lets a client in, as the server decides it: the most exact one that
// fits. Known is false when none of them seems to: the server may know the client by another name than it shows.
func closest(hosts []string, client string) (host string, known bool) {
	best := -1
	for _, h := range hosts {
		if rank := exactness(h, client); rank > best {
			best, host = rank, h
		}
	}
	return host, best >= 0
}

// exactness says how closely the host of an account fits a client: -1 not at all, more is closer.
func exactness(host, client string) int {
	const exact, network = 1 << 20, 1 << 16
	switch {
	case strings.EqualFold(host, client):
		return exact
	case inNetwork(host, client):
		return network
	case host == "":
		return 0
	case !like(strings.ToLower(host), strings.ToLower(client)):
		return -1
	}
	return strings.IndexAny(host, "%_")
}

// inNetwork reports a client inside ADDRESS/MASK (192.168.1.0/255.255.255.0) or ADDRESS/BITS.
func inNetwork(host, client string) bool {
	address, mask, found := strings.Cut(host, "/")
	ip, err := netip.ParseAddr(client)
	if !found || err != nil {
		return false
	}
	if prefix, err := netip.ParsePrefix(host); err == nil {
		return prefix.Contains(ip)
	}
	base, errBase := netip.ParseAddr(address)
	bits, errMask := netip.ParseAddr(mask)
	if errBase != nil || errMask != nil || !base.Is4() || !bits.Is4() || !ip.Is4() {
		return false
	}
	b, m, c := base.As4(), bits.As4(), ip.As4()
	for i := range b {
		if c[i]&m[i] != b[i] {
			return false
		}
	}
	return true
}

// like compares as SQL does: % is any letters, _ is one, and \ takes the meaning from the next.
func like(pattern, text string) bool {
	if pattern == "" {
		return text == ""
	}
	switch head := pattern[0]; {
	case head == '%':
		for i := 0; i <= len(text); i++ {
			if like(pattern[1:], text[i:]) {
				return true
			}
		}
		return false
	case text == "":
		return false
	case head == '\\' && len(pattern) > 1:
		return pattern[1] == text[0] && like(pattern[2:], text[1:])
	case head == '_' || head == text[0]:
		return like(pattern[1:], text[1:])
	}
	return false
}
