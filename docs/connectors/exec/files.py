#!/usr/bin/env python3
"""An application whose accounts are files, one JSON file each in $ACCOUNTS, spoken for in Python. It needs no library.

$ACCOUNTS/4711.json: {"key": "4711", "login": "ada", "state": "enabled", "entitlements": [{"key": "editor"}], "attributes": {"locked-by": null}}
"""

import json
import os
import pathlib
import re
import sys

FOLDER = pathlib.Path(os.environ["ACCOUNTS"])
VERBS = ["suspend", "restore", "remove", "add"]


class Fault(Exception):
    """The last line of an answer that is an error: gone, refused (nothing was changed), busy (later) or failed."""

    def __init__(self, kind, text):
        super().__init__(text)
        self.line = {"error": {"class": kind, "text": text}}


def say(line):
    print(json.dumps(line, ensure_ascii=False), flush=True)


def file_of(key):
    file = FOLDER / f"{key}.json"
    if not re.fullmatch(r"[0-9A-Za-z_-]+", key) or not file.is_file():
        raise Fault("gone", f"no account has the key {key}")
    return file


def keep(file, account):
    new = file.with_suffix(".new")
    new.write_text(json.dumps(account, ensure_ascii=False))
    new.replace(file)


def with_rights(held, more):
    return sorted({e["key"]: e for e in held + more}.values(), key=lambda e: e["key"])


def probe(_):
    say({"right": {"what": "read accounts", "granted": "yes"}})
    for verb in VERBS:
        right = {"verb": verb, "what": verb, "granted": "yes"}
        if not os.access(FOLDER, os.W_OK):
            right |= {"granted": "no", "why": "the folder cannot be written", "grant": f"chown -R {os.getuid()} {FOLDER}"}
        say({"right": right})
    return {}


def read(_):
    files = sorted(FOLDER.glob("*.json"))
    for file in files:
        say({"account": json.loads(file.read_text())})
    return {"count": len(files)}


def lookup(request):
    say({"account": json.loads(file_of(request["account"]["key"]).read_text())})
    return {}


def do(request):
    verb = request["verb"]
    if verb not in VERBS:
        raise Fault("refused", "this program does not do that")
    file = file_of(request["account"]["key"])
    account = json.loads(file.read_text())
    rights = account.get("entitlements", [])
    named = request.get("entitlements", [])
    if verb == "suspend" and account["state"] == "enabled":
        account["state"], account["attributes"]["locked-by"] = "suspended", ["exeunt"]
    elif verb == "remove":
        account["entitlements"] = [e for e in rights if e["key"] not in {n["key"] for n in named}]
    elif verb == "add":
        account["entitlements"] = with_rights(rights, named)
    elif verb == "restore":
        before = request["before"]
        account["state"], account["attributes"] = before["state"], before["attributes"]
        account["entitlements"] = with_rights(rights, before.get("entitlements", []))
    keep(file, account)
    return {}


def main():
    request = json.loads(sys.stdin.readline())
    try:
        if request["exeunt"] != 1:
            raise Fault("refused", "only version 1 of the protocol is understood")
        calls = {"probe": probe, "read": read, "lookup": lookup, "do": do}
        say({"end": calls[request["call"]](request)})
    except Fault as fault:
        say(fault.line)


main()
