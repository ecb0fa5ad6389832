package block_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/store/block"
)

var (
	kinds  = []identity.AccountKind{"", identity.Personal, identity.Service, identity.Shared, identity.Guest}
	states = []identity.AccountState{identity.Enabled, identity.Suspended}
	links  = []correlate.Status{correlate.Linked, correlate.Unmatched, correlate.Proposed, correlate.Ambiguous, correlate.Suspect}
	rules  = []correlate.Rule{"", correlate.ByEmployee, correlate.ByEmail, correlate.ByLogin, correlate.ByName, correlate.ByConfirmed}
)

func someAccount(r *rapid.T) block.Account {
	text := rapid.OneOf(rapid.SampledFrom([]string{"", "ada", "Ada", "ADA", "é", "É"}), rapid.String())
	a := block.Account{
		Ref:   identity.AccountRef{System: "app", Key: text.Draw(r, "key")},
		Login: text.Draw(r, "login"), Email: text.Draw(r, "email"), Employee: text.Draw(r, "employee"), Name: text.Draw(r, "name"),
		Kind: rapid.SampledFrom(kinds).Draw(r, "kind"), State: rapid.SampledFrom(states).Draw(r, "state"),
		Link: rapid.SampledFrom(links).Draw(r, "link"), By: rapid.SampledFrom(rules).Draw(r, "by"),
		Person: identity.PersonID(text.Draw(r, "person")), Entitlements: rapid.SliceOfN(text, 0, 3).Draw(r, "entitlements"),
	}
	if at := rapid.Int64().Draw(r, "last seen"); at/4 != 0 { // 0 is no instant
		a.LastSeen = time.UnixMicro(at / 4).UTC()
	}
	return a
}

// filled draws a block, and what should be in it.
func filled(r *rapid.T) (*block.Block, map[int]block.Account) {
	b, want := &block.Block{}, map[int]block.Account{}
	for range rapid.IntRange(0, 30).Draw(r, "changes") {
		place := rapid.IntRange(0, block.Rows-1).Draw(r, "place")
		if rapid.IntRange(0, 3).Draw(r, "clear") == 0 {
			b.Clear(place)
			delete(want, place)
			continue
		}
		a := someAccount(r)
		if err := b.Put(place, &a); err != nil {
			r.Fatal(err)
		}
		want[place] = a
	}
	return b, want
}

func TestPropertyABlockGivesBackWhatWasPut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		b, want := filled(r)
		kept, err := block.Open(b.Bytes())
		if err != nil {
			r.Fatal(err)
		}
		got := map[int]block.Account{}
		err = kept.Each("app", func(place int, a *block.Account) error {
			got[place] = *a
			return nil
		})
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || err != nil {
			r.Fatalf("%v, (-want +got):\n%s", err, diff)
		}
		if !slices.Equal(b.Bytes(), kept.Bytes()) {
			r.Fatal("the same accounts give other bytes")
		}
		if sums := kept.Sums(); sums.Size != len(want) {
			r.Fatalf("%d accounts, want %d", sums.Size, len(want))
		}
	})
}

func TestPropertyADamagedBlockIsAnErrorOrABlock(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		b, _ := filled(r)
		kept := b.Bytes()
		if cut := rapid.IntRange(0, len(kept)).Draw(r, "cut"); rapid.Bool().Draw(r, "cuts") {
			kept = kept[:cut]
		}
		for range rapid.IntRange(0, 3).Draw(r, "flips") {
			if len(kept) > 0 {
				kept[rapid.IntRange(0, len(kept)-1).Draw(r, "where")] ^= byte(rapid.IntRange(1, 255).Draw(r, "bits"))
			}
		}
		if damaged, err := block.Open(kept); err == nil {
			_ = damaged.Sums()
			_ = damaged.Each("app", func(int, *block.Account) error { return nil }) // it must not panic
		}
	})
}

func TestAWordThatNoAccountHasIsRefused(t *testing.T) {
	t.Parallel()
	good := block.Account{State: identity.Enabled, Link: correlate.Linked}
	for what, spoil := range map[string]func(*block.Account){
		`"ajar" is no state`: func(a *block.Account) { a.State = "ajar" }, `"robot" is no kind`: func(a *block.Account) { a.Kind = "robot" },
		`"loose" is no link`: func(a *block.Account) { a.Link = "loose" }, `"guess" is no rule`: func(a *block.Account) { a.By = "guess" },
	} {
		bad := good
		spoil(&bad)
		if err := new(block.Block).Put(0, &bad); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := new(block.Block).Put(0, &good); err != nil {
		t.Error(err)
	}
}

// A block is left out only when no account of it is wanted.
func TestPropertyNoBlockThatIsNeededIsLeftOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		b, accounts := filled(r)
		f := block.Filter{
			Link: rapid.SampledFrom(append(links, "")).Draw(r, "wanted link"), State: rapid.SampledFrom(append(states, "")).Draw(r, "wanted state"),
			Kind: rapid.SampledFrom(kinds).Draw(r, "wanted kind"), View: rapid.SampledFrom(block.Views()).Draw(r, "view"),
		}
		sums := b.Sums()
		columns := map[string]int{}
		for i, name := range strings.Split(block.Columns, ", ") {
			columns[name] = *sums.Fields()[i]
		}
		read := true
		for _, need := range f.Need() {
			if names, some := strings.CutSuffix(need, " > 0"); some {
				n := 0
				for name := range strings.SplitSeq(names, " + ") {
					n += columns[name]
				}
				read = read && n > 0
				continue
			}
			read = read && need == "suspended < size" && columns["suspended"] < columns["size"]
		}
		wanted := slices.ContainsFunc(slices.Collect(maps.Values(accounts)), func(a block.Account) bool { return f.Wants(&a) })
		exact := len(f.Need()) == 1 && f.View != block.ViewOrphan // of whom some may be nobody's by intention
		if wanted != read && (wanted || exact) {
			r.Fatalf("of %v wanted %v; by %v it is read: %v", sums, wanted, f.Need(), read)
		}
	})
}

func TestPropertyPointersFindWhatTheyPointTo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		parts := 1 << rapid.IntRange(0, 3).Draw(r, "parts")
		by := rapid.SampledFrom([]block.By{block.ByPerson, block.ByName}).Draw(r, "by")
		kept, now := map[int][]byte{}, map[uint32]block.Account{}
		for range rapid.IntRange(1, 3).Draw(r, "readings") {
			var changes []block.Change
			for row := range uint32(8) {
				if was, there := now[row]; there && rapid.Bool().Draw(r, "goes") {
					changes = append(changes, marked(block.Pointers(nil, by, row, &was), true)...)
					delete(now, row)
				}
				if _, there := now[row]; !there && rapid.Bool().Draw(r, "comes") {
					now[row] = someAccount(r)
					a := now[row]
					changes = append(changes, marked(block.Pointers(nil, by, row, &a), false)...)
				}
			}
			keep(r, kept, changes, parts)
		}
		for row, a := range now {
			texts := map[block.By][]string{block.ByPerson: {string(a.Person)}, block.ByName: {strings.ToUpper(a.Login), a.Ref.Key}}[by]
			for _, text := range texts {
				hash := block.Hash(by, text)
				found := block.Find(kept[block.Part(hash, parts)], hash)
				if there := slices.ContainsFunc(found, func(p block.Pointer) bool { return p.Row() == row }); !there && text != "" && pointsBy(by, hash, &a) {
					r.Fatalf("row %d is not found by %q", row, text)
				}
			}
		}
		for _, bytes := range kept {
			all, err := block.OpenPointers(bytes)
			if err != nil {
				r.Fatal(err)
			}
			for _, p := range all {
				if _, there := now[p.Row()]; !there {
					r.Fatalf("a pointer to row %d, which is gone", p.Row())
				}
			}
		}
	})
}

// pointsBy reports whether the account has the text behind the hash: some signs have no way back from capital letters.
func pointsBy(by block.By, hash uint64, a *block.Account) bool {
	return slices.ContainsFunc(block.Pointers(nil, by, 0, a), func(p block.Pointer) bool { return p.Hash == hash })
}

func marked(pointers []block.Pointer, gone bool) (changes []block.Change) {
	for _, p := range pointers {
		changes = append(changes, block.Change{Pointer: p, Gone: gone})
	}
	return changes
}

func keep(r *rapid.T, kept map[int][]byte, changes []block.Change, parts int) {
	block.InParts(changes, parts)
	for len(changes) > 0 {
		part := block.Part(changes[0].Hash, parts)
		n := 0
		for n < len(changes) && block.Part(changes[n].Hash, parts) == part {
			n++
		}
		have, err := block.OpenPointers(kept[part])
		if err != nil {
			r.Fatal(err)
		}
		kept[part] = block.PackPointers(block.Changed(have, changes[:n]))
		changes = changes[n:]
	}
}
