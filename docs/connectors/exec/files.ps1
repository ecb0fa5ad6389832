#!/usr/bin/env pwsh
# An application whose accounts are files, one JSON file each in $env:ACCOUNTS, spoken for in PowerShell 7.
# This example was written after the other two and was NOT run: no PowerShell could be had where Exeunt is tested.
#
# ACCOUNTS/4711.json: {"key": "4711", "login": "ada", "state": "enabled", "entitlements": [{"key": "editor"}], "attributes": {"locked-by": null}}
$ErrorActionPreference = 'Stop'
$verbs = 'suspend', 'restore', 'remove', 'add'

function Say($line) { [Console]::Out.Write((ConvertTo-Json $line -Depth 20 -Compress) + "`n") }
function Stop-With($class, $text) { Say @{ error = @{ class = $class; text = $text } }; exit 0 }
function Get-File($key) {
    $file = Join-Path $env:ACCOUNTS "$key.json"
    if ($key -cnotmatch '^[0-9A-Za-z_-]+$' -or -not (Test-Path -LiteralPath $file)) { Stop-With gone "no account has the key $key" }
    $file
}
function Read-Account($file) { Get-Content -Raw -LiteralPath $file | ConvertFrom-Json -AsHashtable }
function Join-Rights($held, $more) {
    $all = @{}
    foreach ($e in @($held) + @($more)) { if ($e) { $all[$e.key] = $e } }
    , @($all.Keys | Sort-Object -CaseSensitive | ForEach-Object { $all[$_] })
}

$request = [Console]::In.ReadLine() | ConvertFrom-Json -AsHashtable
if ($request.exeunt -ne 1) { Stop-With refused 'only version 1 of the protocol is understood' }
switch ($request.call) {
    'probe' {
        Say @{ right = @{ what = 'read accounts'; granted = 'yes' } }
        foreach ($verb in $verbs) { Say @{ right = @{ verb = $verb; what = $verb; granted = 'unknown'; why = 'it is known when it is tried' } } }
        Say @{ end = @{} }
    }
    'read' {
        $files = @(Get-ChildItem -Path $env:ACCOUNTS -Filter *.json)
        foreach ($file in $files) { Say @{ account = Read-Account $file.FullName } }
        Say @{ end = @{ count = $files.Count } }
    }
    'lookup' {
        Say @{ account = Read-Account (Get-File $request.account.key) }
        Say @{ end = @{} }
    }
    'do' {
        if ($request.verb -notin $verbs) { Stop-With refused 'this program does not do that' }
        $file = Get-File $request.account.key
        $account = Read-Account $file
        switch ($request.verb) {
            'suspend' { if ($account.state -eq 'enabled') { $account.state = 'suspended'; $account.attributes['locked-by'] = @('exeunt') } }
            'remove' {
                $named = @($request.entitlements | ForEach-Object { $_.key })
                $account.entitlements = @($account.entitlements | Where-Object { $_.key -notin $named })
            }
            'add' { $account.entitlements = Join-Rights $account.entitlements $request.entitlements }
            'restore' {
                $account.state = $request.before.state
                $account.attributes = $request.before.attributes
                $account.entitlements = Join-Rights $account.entitlements $request.before.entitlements
            }
        }
        ConvertTo-Json $account -Depth 20 | Set-Content -LiteralPath "$file.new"
        Move-Item -Force -LiteralPath "$file.new" -Destination $file
        Say @{ end = @{} }
    }
    default { Stop-With refused "there is no call $($request.call)" }
}
