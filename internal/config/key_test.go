package config

import (
	"slices"
	"strings"
	"testing"
)

// eachKey calls f with every key of the settings and the path of the section it is in.
func eachKey(path string, keys []Key, f func(path string, k Key)) {
	for _, k := range keys {
		at := strings.TrimPrefix(path+"."+k.Name, ".")
		f(at, k)
		eachKey(at, k.Keys, f)
	}
}

func TestEveryKeyTeaches(t *testing.T) {
	t.Parallel()
	seen := 0
	eachKey("", Doc("", ""), func(path string, k Key) {
		seen++
		if k.Doc == "" || !strings.HasSuffix(k.Doc, ".") || k.Expected == "" {
			t.Errorf("%s: doc %q, expected %q", path, k.Doc, k.Expected)
		}
		if k.Required && k.Default != "" {
			t.Errorf("%s is required and has a default", path)
		}
		if k.Default == "" && k.Example == "" && len(k.Keys) == 0 {
			t.Errorf("%s has no default, no example and no keys: nobody sees how it is written", path)
		}
	})
	if seen < 120 {
		t.Errorf("%d keys seen", seen)
	}
}

func TestEveryDefaultAndExampleIsAccepted(t *testing.T) {
	t.Parallel()
	eachKey("", Doc("", ""), func(path string, k Key) {
		for _, text := range []string{k.Default, k.Example} {
			if text == "" {
				continue
			}
			if problems := k.try(text); len(problems) > 0 {
				t.Errorf("%s: %s: %v", path, text, problems)
			}
		}
	})
}

func TestDocLeavesOutWhatOtherKindsHave(t *testing.T) {
	t.Parallel()
	names := func(keys []Key) (names []string) {
		for _, k := range keys {
			names = append(names, k.Name)
		}
		return names
	}
	ldap, csv := names(Doc("systems", LDAP)), names(Doc("systems", CSV))
	if !slices.Contains(ldap, "suspend-by") || slices.Contains(ldap, "delimiter") || !slices.Contains(ldap, "name") {
		t.Errorf("ldap: %v", ldap)
	}
	if slices.Contains(csv, "suspend-by") || !slices.Contains(csv, "delimiter") {
		t.Errorf("csv: %v", csv)
	}
	if got := names(Doc("policies.leaver", "")); !slices.Equal(got, []string{"suspend", "sign-out", "remove", "release", "delete"}) {
		t.Errorf("policies.leaver: %v", got)
	}
	if Doc("policies.nothing", "") != nil {
		t.Error("a section that is none has keys")
	}
}
