import type { Completed } from './programs.ts';

export function powershellScript({ program, request }: Completed): string {
  return `# Completion of ${program} for PowerShell. For this shell: ${program} completion powershell | Out-String | Invoke-Expression
# For all: put that line into $PROFILE.

Register-ArgumentCompleter -Native -CommandName ${program} -ScriptBlock {
    param($current, $line, $position)
    $words = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -le $position } |
            ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text } })
    $program = $words[0]
    $arguments = @($words | Select-Object -Skip 1)
    # An empty word is dropped on its way to a program, unless it is quoted.
    if ($current -eq '') { $arguments += '""' }
    $lines = @(& $program ${request} @arguments 2>$null)
    if ($lines.Count -eq 0) { return }
    $directive = [int]($lines[-1].TrimStart(':'))
    foreach ($each in ($lines | Select-Object -SkipLast 1)) {
        $value, $description = $each -split "\`t", 2
        if (-not $value.StartsWith($current)) { continue }
        if (-not $description) { $description = $value }
        $text = if ($value -match '\\s') { "'$value'" } else { $value }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $description)
    }
    # Without a result PowerShell offers files.
    if (($directive -band 4) -and $lines.Count -eq 1) { '' }
}
`;
}
