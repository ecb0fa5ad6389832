package access

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestMain makes passwords cheap: what they cost is held by a test of its own.
func TestMain(m *testing.M) {
	real = cost
	cost.time, cost.memory, cost.threads = 1, 64, 1
	m.Run()
}

var real parameters

func TestAPasswordCostsWhatTheStandardAsksFor(t *testing.T) {
	t.Parallel()
	made, err := hashAt(t.Context(), "correct horse battery", real)
	if err != nil || !strings.HasPrefix(made, "$argon2id$v=19$m=65536,t=3,p=4$") {
		t.Errorf("%s, %v", made, err)
	}
	if right, err := matches(t.Context(), made, "correct horse battery"); !right || err != nil {
		t.Errorf("it does not match: %v", err)
	}
}

func TestAPasswordMatchesItsOwnHashAlone(t *testing.T) {
	t.Parallel()
	const chosen = "un café très tôt"
	made, err := hash(t.Context(), chosen)
	again, _ := hash(t.Context(), chosen)
	if err != nil || made == again || strings.Contains(made, chosen) {
		t.Fatalf("%s, %s, %v", made, again, err)
	}
	for password, want := range map[string]bool{
		chosen: true, norm.NFD.String(chosen): true, // another keyboard writes the same letter in two parts
		"": false, chosen + " ": false, strings.ToUpper(chosen): false, strings.Repeat("x", 1<<20): false,
	} {
		if got, err := matches(t.Context(), made, password); got != want || err != nil {
			t.Errorf("%.20q matches: %t, %v", password, got, err)
		}
	}
	for _, damaged := range []string{
		"", "x", "$argon2id$", strings.Replace(made, "argon2id", "argon2i", 1), strings.Replace(made, "v=19", "v=16", 1),
		strings.Replace(made, "m=", "n=", 1), made[:len(made)-1] + "!", made[:strings.LastIndex(made, "$")+1],
	} {
		if got, err := matches(t.Context(), damaged, chosen); got || err != nil {
			t.Errorf("%s: %t, %v", damaged, got, err)
		}
	}
}

func TestPasswordsThatAreGuessedFirstAreRefused(t *testing.T) {
	t.Parallel()
	for password, want := range map[string]string{
		"correct horse battery": "", "une cigogne verte": "", "kX9#mQ2$vL7!": "", "парольдлинный": "", "1234 red trams": "",
		"eleven char": "at least 12", "": "at least 12", "éééééééééé": "at least 12", strings.Repeat("abcde", 60): "at most 256",
		"lovelace rules ok": "holds the sign-in name", "LoveLace12345": "holds the sign-in name",
		"aaaaaaaaaaaaaa": "first that are guessed", "123456789012": "first that are guessed", "Password1234": "first that are guessed",
		"P@ssw0rd2026!": "first that are guessed", "qwertyuiop123": "first that are guessed", "AZERTYuiop12": "first that are guessed",
		"Summer2026!!!!": "first that are guessed", "exeunt-admin-1": "first that are guessed", "abababababab": "first that are guessed",
		"motdepasse1234": "first that are guessed", "1q2w3e4r5t6y": "first that are guessed",
	} {
		err := checkPassword(password, "lovelace@example.com")
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%.30q: %v, want %q", password, err, want)
		}
	}
	if err := checkPassword("a short name Al", "al@example.com"); err != nil {
		t.Errorf("a sign-in name of two letters: %v", err)
	}
}
