package demo

// settingsFile is the demo's settings file; ADDRESS is where the directory listens.
const settingsFile = `# The settings of the demo company. docs/settings.schema.json lets an editor explain every key.
store: exeunt.db
people:
  - name: hr
    kind: csv
    path: hr.csv
    zone: Europe/Paris            # of dates that carry none; the column tz overrides it for a person
    ends-at: "18:00"              # when access ends on a last day that has no time
    columns: {id: employee_id, given: first_name, family: last_name, email: work_email, start: hire_date, end: termination_date,
              last-day: last_working_day, status: status, kind: worker_type, position: job_title, department: department,
              manager: manager_id, zone: tz, engagement: contract}
    complete: {min-people: 100, max-drop: 10%}
systems:
  - name: directory
    kind: ldap
    url: ldaps://ADDRESS
    ca: ca.crt
    bind: cn=exeunt,ou=services,dc=exeunt,dc=test
    password: file:directory.password
    people-base: ou=people,dc=exeunt,dc=test
    groups-base: ou=groups,dc=exeunt,dc=test
    suspend-by: [ppolicy, shell]  # a lock that no password opens, and a shell that lets nobody in
  - name: crm
    kind: csv                     # an export that we cannot write: its actions become tasks for a person
    path: crm-users.csv
    columns: {id: user_id, login: username, email: email, status: active, last-seen: last_login, employee: emp_no, groups: roles,
              display: full_name, kind: type, owner: owner}
    owner: it-apps@example.test
correlate:
  - by: employee
  - by: email
  - by: login
  - by: name                      # scored, explained; never acted on without a human's confirmation
protect:
  accounts: [{system: directory, login: breakglass}]
  entitlements: [{system: directory, name: admins, keep-at-least: 2}]
policies:
  leaver:  {suspend: end, sign-out: end, remove: end+1d, release: end+30d, delete: end+90d}
  orphan:  {after: 14d, do: task}
  dormant: {after: 90d, do: task}
limits:
  suspend: {max: 50, share: 10%, per-day: 5%, small: 10}
  delete:  {max: 10, share: 2%}
`
