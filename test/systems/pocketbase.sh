#!/usr/bin/env bash
# pocketbase.sh - PocketBase (github.com/pocketbase/pocketbase, MIT) as an application that nobody has connected before:
# a customer database with users that can be blocked, and teams. docs/connect-your-own.md connects it.
#   pocketbase.sh start DIR PORT [USERS=20] | stop DIR | status DIR | install
# Users u0001@example.test, ... with the password secret-LOGIN and the id user0000000NNNN; every third is in the team sales, every
# fifth in support; u0002 is blocked. testaccount0001 is there for tests. exeunt@example.test (svc-secret) is a superuser.
. "$(dirname "$0")/common.sh"
VERSION=v0.39.0
install_() { # one static binary, kept so that a second run costs nothing; curl is what the guide looks at the API with
  BINDIR=${EXEUNT_TOOLS:-$HOME/.cache/exeunt-tools}/pocketbase-$VERSION
  command -v curl >/dev/null || apt_install curl
  [ ! -x "$BINDIR/base" ] || return 0
  [ -z "${EXEUNT_NO_INSTALL:-}" ] || missing "PocketBase from the Go module proxy (test/systems/pocketbase.sh install builds it)"
  mkdir -p "$BINDIR"
  PATH=/usr/local/go/bin:$PATH CGO_ENABLED=0 GOFLAGS= GOBIN="$BINDIR" go install -ldflags "-s -w" "github.com/pocketbase/pocketbase/examples/base@$VERSION" || die "go install pocketbase"
}
# what the company made of it: done at the first start
migration() {
  cat <<JS
migrate((app) => {
  const users = app.findCollectionByNameOrId("users")
  users.fields.add(new BoolField({ name: "blocked" }))
  users.fields.add(new TextField({ name: "staff_number" }))
  users.authRule = "blocked = false"
  app.save(users)
  const teams = new Collection({ type: "base", name: "teams" })
  teams.fields.add(new TextField({ name: "name", required: true }))
  teams.fields.add(new RelationField({ name: "members", collectionId: users.id, maxSelect: 10000 }))
  app.save(teams)
  const add = (id, email, name, number, blocked) => {
    const r = new Record(users)
    r.set("id", id); r.set("email", email); r.set("name", name); r.set("staff_number", number); r.set("blocked", blocked); r.set("verified", true)
    r.setPassword("secret-" + email.split("@")[0]); app.save(r)
  }
  const sales = ["testaccount0001"], support = []
  add("testaccount0001", "test@example.test", "Test Account", "", false)
  for (let i = 1; i <= $N; i++) {
    const n = String(i).padStart(4, "0"), id = "user0000000" + n
    add(id, "u" + n + "@example.test", "User " + n, "E" + n, i == 2)
    if (i % 3 == 0) sales.push(id)
    if (i % 5 == 0) support.push(id)
  }
  for (const [id, name, members] of [["teamsales000001", "Sales", sales], ["teamsupport0001", "Support", support]]) {
    const t = new Record(teams)
    t.set("id", id); t.set("name", name); t.set("members", members); app.save(t)
  }
  const admin = new Record(app.findCollectionByNameOrId("_superusers"))
  admin.set("email", "exeunt@example.test"); admin.setPassword("svc-secret"); app.save(admin)
})
JS
}
start() {
  DIR=$1; PORT=$2; N=${3:-20}
  port_free 127.0.0.1 "$PORT"; install_; mkdir -p "$DIR/migrations"; DIR=$(cd "$DIR" && pwd)
  migration > "$DIR/migrations/1_company.js"
  nohup setsid "$BINDIR/base" serve --http "127.0.0.1:$PORT" --dir "$DIR/data" --hooksDir "$DIR/hooks" --migrationsDir "$DIR/migrations" --automigrate=false --dev=false > "$DIR/out.log" 2>&1 < /dev/null &
  echo $! > "$DIR/pid"
  wait_tcp 127.0.0.1 "$PORT" 180 "$(cat "$DIR/pid")" || { tail "$DIR/out.log" >&2; die "PocketBase did not answer"; }
  printf 'POCKETBASE_URL=http://127.0.0.1:%s\nPOCKETBASE_USER=exeunt@example.test\nPOCKETBASE_PW=svc-secret\n' "$PORT" | tee "$DIR/endpoint.env"
}
case ${1:-} in
  start)   shift; start "$@";;
  stop)    stop_pidfile "$2/pid";;
  status)  [ -s "$2/pid" ] && kill -0 "$(cat "$2/pid")" && cat "$2/endpoint.env";;
  install) install_;;
  *) die "usage: $0 start DIR PORT [USERS] | stop DIR | status DIR | install";;
esac
