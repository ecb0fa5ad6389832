package mysql

// dialect is what MariaDB and MySQL keep in different places.
type dialect struct {
	accounts string // user, host and whether it is locked ("true"), of everybody who is no role, with a condition behind it
	programs string // what runs with the rights of its definer: definer, kind, database, name, and whether it runs by the clock
	jobs     string // timed jobs that are switched on: name and database, of a definer
}

// named is the condition by which all accounts are picked, those of one user, or one: see pick.
const named = ` AND ('all' = ? OR User = ? AND ('user' = ? OR Host = ?)) ORDER BY User, Host`

// views and triggers are shown only to whom they are opened (SHOW VIEW, TRIGGER); routines and events to who reads the
// tables of the server.
const programs = `SELECT DEFINER, 'view', TABLE_SCHEMA, TABLE_NAME FROM information_schema.VIEWS WHERE SECURITY_TYPE = 'DEFINER' AND ('' = ? OR DEFINER = ?)
	UNION ALL SELECT DEFINER, LOWER(ROUTINE_TYPE), ROUTINE_SCHEMA, ROUTINE_NAME FROM information_schema.ROUTINES WHERE SECURITY_TYPE = 'DEFINER' AND ('' = ? OR DEFINER = ?)
	UNION ALL SELECT DEFINER, 'trigger', TRIGGER_SCHEMA, TRIGGER_NAME FROM information_schema.TRIGGERS WHERE '' = ? OR DEFINER = ?
	UNION ALL SELECT DEFINER, 'event', `

var mariaDB = dialect{
	accounts: `SELECT User, Host, COALESCE(JSON_EXTRACT(Priv, '$.account_locked'), 'false') FROM mysql.global_priv
		WHERE COALESCE(JSON_EXTRACT(Priv, '$.is_role'), 'false') <> 'true' AND User NOT IN ('mariadb.sys', 'mysql.sys')` + named,
	programs: programs + `db, name FROM mysql.event WHERE '' = ? OR definer = ?`,
	jobs:     `SELECT name, db FROM mysql.event WHERE status = 'ENABLED' AND definer = ? ORDER BY db, name`,
}

// mySQL was written after the manual of MySQL 8.0 and not tried. A role is a user who was made locked, without a password.
var mySQL = dialect{
	accounts: `SELECT User, Host, IF(account_locked = 'Y', 'true', 'false') FROM mysql.user
		WHERE NOT (account_locked = 'Y' AND password_expired = 'Y' AND authentication_string = '')
		AND User NOT IN ('mysql.sys', 'mysql.session', 'mysql.infoschema')` + named,
	programs: programs + `EVENT_SCHEMA, EVENT_NAME FROM information_schema.EVENTS WHERE '' = ? OR DEFINER = ?`,
	jobs:     `SELECT EVENT_NAME, EVENT_SCHEMA FROM information_schema.EVENTS WHERE STATUS = 'ENABLED' AND DEFINER = ? ORDER BY EVENT_SCHEMA, EVENT_NAME`,
}
