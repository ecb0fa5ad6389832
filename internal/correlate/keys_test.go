package correlate

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// The table of keys answers as a plain map would, whatever people there are and whatever is asked.
func TestKeysAnswerAsAMapWould(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[aAbBéÉ@.]{0,3}`)
	rapid.Check(t, func(t *rapid.T) {
		people := make([]identity.Person, rapid.IntRange(0, 40).Draw(t, "people"))
		for i := range people {
			people[i] = identity.Person{ID: identity.PersonID(fmt.Sprint(i / 2)), Email: word.Draw(t, "mail"), Login: word.Draw(t, "login")}
		}
		for _, rule := range []Rule{ByEmployee, ByEmail, ByLogin} {
			k, want := newKeys(people, rule), map[string][]int{}
			for i := range people {
				for _, key := range personKeys(&people[i], rule) {
					key = k.form(key)
					if key != "" && !slices.Contains(want[key], i) {
						want[key] = append(want[key], i)
					}
				}
			}
			asked := append(slices.Collect(maps.Keys(want)), rapid.SliceOfN(word, 10, 10).Draw(t, "asked")...)
			for _, key := range asked {
				who, n := k.find(key)
				have := want[k.form(key)]
				if n != len(have) || n > 0 && who != have[0] || !slices.Equal(k.all(key), have) {
					t.Fatalf("%s %q: %d of %d, all %v, want %v", rule, key, who, n, k.all(key), have)
				}
			}
		}
	})
}

// The quick way to see that an account agrees with a person says what the slow one says.
func TestAgreeingIsTheSameQuicklyAndSlowly(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[aAb@]{0,4}`)
	rapid.Check(t, func(t *rapid.T) {
		p := identity.Person{ID: "E1", Email: word.Draw(t, "mail"), Login: rapid.SampledFrom([]string{"", "", "a", "Ab"}).Draw(t, "login")}
		for _, rule := range []Rule{ByEmployee, ByEmail, ByLogin} {
			key := word.Filter(func(s string) bool { return s != "" }).Draw(t, "key")
			own := personKeys(&p, rule)
			want := slices.ContainsFunc(own[:], func(own string) bool { return own != "" && strings.EqualFold(own, key) })
			if got := agrees(&p, rule, key); got != want {
				t.Fatalf("%s %q of %+v: %v, want %v", rule, key, p, got, want)
			}
		}
	})
}
