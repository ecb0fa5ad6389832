package name

import (
	"math/rand/v2"
	"strings"
)

// company makes people and the names on their accounts from a seed: a few given and family names held by many, most
// family names held by few, double names, accents, three scripts.
type company struct {
	*rand.Rand
	families []string
}

func newCompany(seed uint64, people int) *company {
	c := &company{Rand: rand.New(rand.NewPCG(seed, 1))}
	c.families = append(c.families, commonFamilies...)
	for range people / 4 {
		c.families = append(c.families, c.family())
	}
	return c
}

var commonGiven = strings.Fields(`Alice Robert William Elizabeth Thomas Marie Jean Pierre Jürgen Günther Hélène Chloé
	François José María Giovanni Giuseppe Francesca Katharina Wolfgang Stefan Michael Daniel Laura Julia Sarah Emma
	Lucas Hugo Louis Camille Nathalie Isabelle Philippe Christophe Sébastien Jean-Marc Jean-Pierre Anne-Sophie
	Mohammed Fatima Ahmed Юрий Сергей Ольга Наталья Γιώργος Ελένη Łukasz Małgorzata Søren Ingrid Björn Carlos Carmen
	Antonio Manuel Ana Lucía Pablo Diego Paula Andrés Marco Luca Chiara Matteo Alessandro Susanne Martina Claudia
	Patrick Kevin Brian Jennifer Jessica Ashley Matthew Joshua Andrew Christopher Anthony Margaret Dorothy Samuel
	Alexander Alexandra Nicolas Nicole Victor Victoria Simon Simone Peter Petra Paul Martin Frank Franz Kurt Otto
	Nadia Yasmine Karim Omar Priya Rahul Anita Wei Ming Hiroshi Yuki Olivier Oliver Sophie Sofia Benjamin Charlotte`)

var commonFamilies = strings.Fields(`Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent
	Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schäfer Köhler Groß Weiß García González Rodríguez Fernández López
	Martínez Sánchez Pérez Smith Jones Williams Taylor Brown Davies Evans Wilson Johnson Roberts Rossi Russo Ferrari Esposito
	Bianchi Romano Шевченко Ковальчук Иванов Παπαδόπουλος Nowak Kowalski Wiśniewski Hansen Sørensen Nguyen Tran Wang Li Chen`)

var (
	heads   = strings.Fields("Bar Ber Bou Bra Car Cha Cor Dal Dam Del Dor Fal Fer Fon Gar Ger Gor Gra Hal Har Hol Kel Kor Lam Lan Mal Mar Mon Nor Par Pel Por Ran Ros Sal San Ste Tor Tre Val Ver Vil Wal Wes Zan")
	middles = strings.Fields("a e i o u an el in or ar en il ul eau is am ev od ag im on ub")
	tails   = strings.Fields("bert berg cher court dale den dier feld ford gard gnon hof lain land ley lin lond man mann mont nard nelli ner net nier quin rand ret sky ski son stein tier ton vic ville ward witz zini")
)

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

func (c *company) family() string {
	f := pick(c.Rand, heads) + pick(c.Rand, middles)
	if c.IntN(2) == 0 {
		f += pick(c.Rand, strings.Fields("b c d f g l m n p r s t v z"))
		f += pick(c.Rand, middles)
	}
	f += pick(c.Rand, tails)
	switch c.IntN(40) {
	case 0:
		return "van der " + f
	case 1:
		return "de " + f
	case 2:
		return f + "-" + pick(c.Rand, commonFamilies)
	}
	return f
}

// person is somebody: common names are much commoner than rare ones.
func (c *company) person() Name {
	n := Name{Given: c.skewed(commonGiven), Family: pick(c.Rand, c.families)}
	if c.IntN(100) < 30 {
		n.Family = c.skewed(commonFamilies)
	}
	if c.IntN(100) < 8 {
		n.Given += " " + c.skewed(commonGiven)
	}
	return n
}

func (c *company) skewed(from []string) string {
	f := c.Float64()
	return from[int(f*f*float64(len(from)))]
}

func (c *company) people(n int) []Name {
	out := make([]Name, n)
	for i := range out {
		out[i] = c.person()
	}
	return out
}

// slip makes one mistake in a word: a letter dropped, doubled, changed, or two swapped.
func (c *company) slip(s string) string {
	rs := []rune(s)
	if len(rs) < 3 {
		return s
	}
	i := 1 + c.IntN(len(rs)-2)
	switch c.IntN(4) {
	case 0:
		return string(rs[:i]) + string(rs[i+1:])
	case 1:
		return string(rs[:i]) + string(rs[i]) + string(rs[i:])
	case 2:
		return string(rs[:i]) + string(rune('a'+c.IntN(26))) + string(rs[i+1:])
	}
	rs[i], rs[i-1] = rs[i-1], rs[i]
	return string(rs)
}
