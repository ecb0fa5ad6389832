package demo

import (
	"strings"
)

var givens = []string{
	"Alice", "Amina", "André", "Anna", "Bruno", "Camille", "Carlos", "Chloé", "Daniel", "Elena", "Emil", "Fatima", "Félix", "Grace",
	"Hugo", "Inès", "Ivan", "Jana", "Jonas", "Karim", "Léa", "Liam", "Lucía", "Marek", "Maya", "Nadia", "Noah", "Olga", "Omar", "Paula",
	"Rafael", "Rosa", "Samir", "Sofia", "Tomás", "Uma", "Viktor", "Wanda", "Yara", "Zoé",
}

var families = []string{
	"Andersen", "Bauer", "Bernard", "Costa", "Dubois", "Fischer", "Garcia", "Haddad", "Ivanov", "Jansen", "Kowalski", "Lefèvre",
	"Martin", "Moreau", "Novak", "O'Brien", "Petit", "Rossi", "Schmidt", "Silva", "Tanaka", "Vidal", "Weber", "Yilmaz", "Zhang",
}

type department struct {
	name  string
	posts []string
}

var departments = []department{
	{"Sales", []string{"Account manager", "Sales engineer"}},
	{"Engineering", []string{"Developer", "Tester", "Architect"}},
	{"Finance", []string{"Accountant", "Controller"}},
	{"Support", []string{"Support agent", "Team lead"}},
	{"Operations", []string{"Buyer", "Planner"}},
	{"People", []string{"Recruiter", "HR partner"}},
}

// lower returns a name as it stands in logins: small letters without accents.
func lower(name string) string {
	return strings.NewReplacer("é", "e", "è", "e", "í", "i", "á", "a", "ñ", "n", "'", "", " ", "").Replace(strings.ToLower(name))
}
