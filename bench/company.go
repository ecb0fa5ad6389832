package main

import (
	"fmt"
	"strings"
	"time"
)

// company is people and their accounts, made from a seed. Nothing of it is held: who somebody is follows from the
// number alone, so that the program that measures stays small beside what it measures.
type company struct {
	seed    uint64
	people  int
	systems int
	today   time.Time // UTC
}

// somebody is one person, or a stranger who works nowhere.
type somebody struct {
	number int
	given  string
	family string
	local  string // of the mail
	gone   int    // days since the last day; negative: days until it; 0: none is known
}

var (
	givens   = strings.Fields(`Alice Robert William Elizabeth Thomas Marie Jean Pierre Jürgen Günther Hélène Chloé François José María Giovanni Giuseppe Francesca Katharina Wolfgang Stefan Michael Daniel Laura Julia Sarah Emma Lucas Hugo Louis Camille Nathalie Isabelle Philippe Christophe Sébastien Mohammed Fatima Ahmed Łukasz Małgorzata Søren Ingrid Björn Carlos Carmen Antonio Manuel Ana Lucía Pablo Diego Paula Andrés Marco Luca Chiara Matteo Alessandro Susanne Martina Claudia Patrick Kevin Brian Jennifer Jessica Ashley Matthew Joshua Andrew Christopher Anthony Margaret Dorothy Samuel Alexander Alexandra Nicolas Nicole Victor Victoria Simon Simone Peter Petra Paul Martin Frank Kurt Otto Nadia Yasmine Karim Omar Priya Rahul Anita Olivier Oliver Sophie Sofia Benjamin Charlotte`)
	families = strings.Fields(`Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Laurent Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schäfer Köhler García González Rodríguez Fernández López Martínez Sánchez Pérez Smith Jones Williams Taylor Brown Davies Evans Wilson Johnson Roberts Rossi Russo Ferrari Esposito Nowak Kowalski Hansen Sørensen Nguyen`)
	heads    = strings.Fields(`Bar Ber Bou Bra Car Cha Cor Dal Dam Del Dor Fal Fer Fon Gar Ger Gor Gra Hal Har Hol Kel Kor Lam Lan Mal Mar Mon Nor Par Pel Por Ran Ros Sal San Ste Tor Tre Val Ver Vil Wal Wes Zan`)
	middles  = strings.Fields(`a e i o u an el in or ar en il ul eau is am ev od ag im on ub`)
	joints   = strings.Fields(`b c d f g l m n p r s t v z`)
	tails    = strings.Fields(`bert berg cher court dale den dier feld ford gard gnon hof lain land ley lin lond man mann mont nard nelli ner net nier quin rand ret sky ski son stein tier ton vic ville ward witz zini`)
)

// plainly writes a name in the letters of a mail address.
var plainly = strings.NewReplacer("ü", "u", "é", "e", "è", "e", "ç", "c", "í", "i", "ø", "o", "ö", "o", "ä", "a", "Ł", "l", "ł", "l", "á", "a", "ó", "o")

// lot draws a number from the seed and what it is drawn for: splitmix64 over the parts.
func (c *company) lot(parts ...int) uint64 {
	x := c.seed
	for _, part := range parts {
		x += uint64(part)*0xbf58476d1ce4e5b9 + 0x9e3779b97f4a7c15
		x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
		x = (x ^ x>>27) * 0x94d049bb133111eb
		x ^= x >> 31
	}
	return x
}

// What a lot is drawn for.
const (
	forName = iota
	forFamily
	forDates
	forAccount
	forRoles
	forChange
)

// person returns who works here under a number, from 0 on.
//
//	0.2 %  left more than a hundred days ago
//	0.2 %  left in the last month
//	0.1 %  leave within the week
func (c *company) person(number int) somebody {
	who := c.named(number, c.people/4)
	switch lot := int(c.lot(forDates, number) % 1000); {
	case lot < 2:
		who.gone = 101 + number%200
	case lot < 4:
		who.gone = 1 + number%28
	case lot < 5:
		who.gone = -1 - number%6
	}
	return who
}

// stranger returns somebody whom HR does not know, with a family name that mostly nobody here has.
func (c *company) stranger(number int) somebody {
	return c.named(-1-number, 0)
}

// named gives a name: one in ten has one of few family names, the others one of as many rare ones as are said; of none,
// a stranger's.
func (c *company) named(number, rare int) somebody {
	lot := c.lot(forName, number)
	who := somebody{number: number, given: pick(givens, lot%1000*(lot>>10%1000)/1000)}
	switch {
	case rare == 0:
		who.family = built(c.lot(forFamily, number))
	case lot>>20%10 == 0:
		who.family = pick(families, lot>>28)
	default:
		who.family = built(c.lot(forFamily, int(lot>>24%uint64(rare))))
	}
	who.local = strings.ToLower(plainly.Replace(who.given) + "." + plainly.Replace(who.family) + fmt.Sprint(number))
	return who
}

// built makes a rare family name.
func built(lot uint64) string {
	name := pick(heads, lot) + pick(middles, lot>>8)
	if lot>>60%2 == 0 {
		name += pick(joints, lot>>16) + pick(middles, lot>>24)
	}
	return name + pick(tails, lot>>32)
}

func pick(from []string, lot uint64) string { return from[lot%uint64(len(from))] }
