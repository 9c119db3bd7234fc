import { howToInstall, type Completed } from './programs.ts';

export function fishScript(completed: Completed): string {
  const { program, twins, request } = completed;
  const cases = Object.entries(twins).map(
    ([name, words]) => `        case ${name}\n            set ask ${program} ${request} ${words}\n`,
  );
  const choice =
    cases.length === 0 ? '' : `    switch (basename $words[1])\n${cases.join('')}    end\n`;
  const completions = [program, ...Object.keys(twins)].map(
    (name) => `complete --command ${name} --no-files --arguments '(__${program}_complete)'\n`,
  );
  return `${howToInstall(completed, {
    shell: 'fish',
    now: `${program} completion fish | source`,
    always: `${program} completion fish > ~/.config/fish/completions/${program}.fish`,
  })}
function __${program}_complete
    set -l words (commandline --tokenize --current-process --cut-at-cursor)
    set -l current (commandline --current-token --cut-at-cursor)
    set -l ask $words[1] ${request}
${choice}    set -l lines ($ask $words[2..-1] "$current" 2>/dev/null)
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

${completions.join('')}`;
}
