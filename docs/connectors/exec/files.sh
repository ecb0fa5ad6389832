#!/bin/sh
# An application whose accounts are files, one JSON file each in $ACCOUNTS, spoken for in shell. It needs jq.
#
# $ACCOUNTS/4711.json: {"key": "4711", "login": "ada", "state": "enabled", "entitlements": [{"key": "editor"}], "attributes": {"locked-by": null}}
set -eu
cd "${ACCOUNTS:?}"

end() { printf '{"end": {%s}}\n' "${1:-}"; exit 0; }
fail() { jq -nc --arg class "$1" --arg text "$2" '{error: {class: $class, text: $text}}'; exit 0; }

# change FILTER : rewrites the file of the account; jq sees the request as $r
change() {
	jq --argjson r "$request" "$1" "$file" > "$file.new" || fail failed "$file could not be changed"
	mv -- "$file.new" "$file"
}

read -r request
read -r version call verb key <<WORDS
$(printf '%s' "$request" | jq -r '"\(.exeunt) \(.call) \(.verb // "-") \(.account.key // "")"')
WORDS
[ "$version" = 1 ] || fail refused "only version 1 of the protocol is understood"

case $call in
probe)
	echo '{"right": {"what": "read accounts", "granted": "yes"}}'
	granted=no
	[ -w . ] && granted=yes
	for verb in suspend restore remove add; do
		jq -nc --arg verb "$verb" --arg granted $granted --arg grant "chown -R $(id -un) $PWD" \
			'{right: ({verb: $verb, what: $verb, granted: $granted} + if $granted == "no" then {why: "the folder cannot be written", grant: $grant} else {} end)}'
	done
	end
	;;
read)
	count=$(find . -name '*.json' | wc -l)
	[ "$count" = 0 ] || jq -c '{account: .}' ./*.json
	end "\"count\": $count"
	;;
esac

case $key in '' | *[!0-9A-Za-z_-]*) fail gone "no account has the key $key" ;; esac
file=./$key.json
[ -f "$file" ] || fail gone "no account has the key $key"

case $call in
lookup)
	jq -c '{account: .}' "$file"
	end
	;;
do) ;;
*) fail refused "there is no call $call" ;;
esac

case $verb in
suspend) change 'if .state == "enabled" then .state = "suspended" | .attributes["locked-by"] = ["exeunt"] else . end' ;;
remove) change '.entitlements -= [.entitlements[]? | select(.key as $k | any($r.entitlements[]?; .key == $k))]' ;;
add) change '.entitlements = ((.entitlements // []) + ($r.entitlements // []) | unique_by(.key))' ;;
restore) change '.state = $r.before.state | .attributes = $r.before.attributes | .entitlements = ((.entitlements // []) + ($r.before.entitlements // []) | unique_by(.key))' ;;
*) fail refused "this program does not do that" ;;
esac
end
