export function fishScript(request: string): string {
  return `# Completion of nsc for fish. For this shell: nsc completion fish | source
# For all: nsc completion fish > ~/.config/fish/completions/nsc.fish

function __nsc_complete
    set -l words (commandline --tokenize --current-process --cut-at-cursor)
    set -l current (commandline --current-token --cut-at-cursor)
    set -l lines ($words[1] ${request} $words[2..-1] "$current" 2>/dev/null)
    or return
    set -l directive (string replace ':' '' -- $lines[-1])
    string match --quiet --regex '^\\d+$' -- $directive
    or return
    if test (math "bitand($directive, 16)") -ne 0
        __fish_complete_directories $current
        return
    end
    for each in $lines[1..-2]
        printf '%s\\n' $each
    end
    if test (math "bitand($directive, 4)") -eq 0
        __fish_complete_path $current
    end
end

complete --command nsc --no-files --arguments '(__nsc_complete)'
`;
}
