package config

import "slices"

var systemMySQL = kind[System]{
	name: MySQL,
	fields: slices.Concat(
		within((*System).mysql, databaseServer(databaseURL(false, "3306", "mysql", "mariadb"), "mysql://db.example.com", true)),
		[]field[System]{owner(false)},
	),
	check: func(p *place, s *System) { checkDatabase(p, s.mysql()) },
}
