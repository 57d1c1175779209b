/** The name the script is offered under. */
export const setPasswordsFileName = 'Set-RoomPasswords.ps1';

/**
 * A script for Windows PowerShell 5.1 and PowerShell 7 that sets the passwords of a downloaded CSV in Microsoft Entra
 * (Microsoft Graph PowerShell, `Update-MgUser`). It holds no password itself. ASCII only: Windows PowerShell takes a
 * script without a byte order mark for the system's own code page. `User-PasswordProfile.ReadWrite.All` is the least
 * permission for `passwordProfile`, `User.ReadWrite.All` for `passwordPolicies` (Microsoft Learn, "Update user").
 */
export const setPasswordsScript = String.raw`#Requires -Version 5.1
<#
.SYNOPSIS
    Sets the passwords of room accounts in Microsoft Entra ID.

.DESCRIPTION
    Reads the CSV file that Roompass offers after generating OTPs, downloaded with the passwords, and sets each
    password with Microsoft Graph. The accounts do not have to change it at the next sign-in.

    Needs the module Microsoft.Graph.Users:  Install-Module Microsoft.Graph.Users -Scope CurrentUser
    Needs a role that may reset these passwords, such as User Administrator.

    Delete the CSV file when you are done: it holds the passwords.

.PARAMETER CsvPath
    The downloaded CSV file. Its columns UPN and Password are read.

.PARAMETER DisablePasswordExpiration
    Also sets the passwords to never expire.

.EXAMPLE
    .\Set-RoomPasswords.ps1 -CsvPath .\otps.csv -WhatIf
    Says what would be done and changes nothing.

.EXAMPLE
    .\Set-RoomPasswords.ps1 -CsvPath .\otps.csv -DisablePasswordExpiration
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
param(
    [Parameter(Mandatory = $true, Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string] $CsvPath,

    [switch] $DisablePasswordExpiration
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# In the CSV file, an apostrophe stands before a cell that a spreadsheet would take for a formula.
function Remove-CellGuard([string] $Cell) {
    return $Cell -replace "^'(?='*[=+\-@\t\r])", ''
}

function Stop-WithMessage([string] $Message) {
    [Console]::Error.WriteLine($Message)
    exit 2
}

if (-not (Test-Path -LiteralPath $CsvPath -PathType Leaf)) {
    Stop-WithMessage "There is no file '$CsvPath'."
}

$rows = @(Import-Csv -LiteralPath $CsvPath -Encoding UTF8)
if ($rows.Count -eq 0) {
    Stop-WithMessage "The file '$CsvPath' has no rows."
}

$columns = @($rows[0].PSObject.Properties | ForEach-Object { $_.Name })
foreach ($column in 'UPN', 'Password') {
    if ($columns -notcontains $column) {
        Stop-WithMessage "The file '$CsvPath' has no column $column. Download it again, with the passwords."
    }
}

$isTrial = [bool] $WhatIfPreference
if (-not $isTrial) {
    if (-not (Get-Command -Name Update-MgUser -ErrorAction SilentlyContinue)) {
        Stop-WithMessage 'The module Microsoft.Graph.Users is missing. Run: Install-Module Microsoft.Graph.Users -Scope CurrentUser'
    }
    $scopes = @('User-PasswordProfile.ReadWrite.All')
    if ($DisablePasswordExpiration) {
        $scopes += 'User.ReadWrite.All'
    }
    Connect-MgGraph -Scopes $scopes | Out-Null
}

$done = 0
$skipped = 0
$failures = New-Object System.Collections.Generic.List[object]

for ($index = 0; $index -lt $rows.Count; $index++) {
    $upn = (Remove-CellGuard ([string] $rows[$index].UPN)).Trim()
    $password = Remove-CellGuard ([string] $rows[$index].Password)

    $progress = @{
        Activity        = 'Setting passwords'
        Status          = "$($index + 1) of $($rows.Count): $upn"
        PercentComplete = [int] (100 * $index / $rows.Count)
    }
    Write-Progress @progress

    if ($upn -eq '' -or $password.Trim() -eq '') {
        $failures.Add([pscustomobject] @{ Row = $index + 1; UPN = $upn; Reason = 'The sign-in name or the password is empty.' })
        continue
    }
    if (-not $PSCmdlet.ShouldProcess($upn, 'Set the password')) {
        $skipped++
        continue
    }

    try {
        $update = @{
            UserId          = $upn
            PasswordProfile = @{
                Password                      = $password
                ForceChangePasswordNextSignIn = $false
            }
            ErrorAction     = 'Stop'
            Confirm         = $false
        }
        if ($DisablePasswordExpiration) {
            $update['PasswordPolicies'] = 'DisablePasswordExpiration'
        }
        Update-MgUser @update | Out-Null
        $done++
    }
    catch {
        $failures.Add([pscustomobject] @{ Row = $index + 1; UPN = $upn; Reason = $_.Exception.Message })
    }
}

Write-Progress -Activity 'Setting passwords' -Completed

Write-Host "$done set, $skipped skipped, $($failures.Count) failed, of $($rows.Count)."
if ($failures.Count -gt 0) {
    $failures | Format-Table -AutoSize -Wrap | Out-String -Width 200 | Write-Host
    exit 1
}
exit 0
`.replace(/\n/g, '\r\n');
