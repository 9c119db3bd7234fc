import { howToInstall, type Completed } from './programs.ts';

export function zshScript(completed: Completed): string {
  const { program, twins, request } = completed;
  const cases = Object.entries(twins).map(
    ([name, words]) => `    ${name}) ask=(${program} ${request} ${words}) ;;\n`,
  );
  const programs = [program, ...Object.keys(twins)].join(' ');
  return `#compdef ${programs}
${howToInstall(completed, {
  shell: 'zsh',
  now: `source <(${program} completion zsh)`,
  always: `${program} completion zsh > "\${fpath[1]}/_${program}"`,
})}
_${program}() {
  local -a ask lines values
  local each directive
  case \${\${(Q)words[1]}:t} in
${cases.join('')}    *) ask=("\${(Q)words[1]}" ${request}) ;;
  esac
  lines=("\${(@f)$("\${ask[@]}" "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  directive=\${lines[-1]#:}
  [[ $directive == <-> ]] || return 1
  lines[-1]=()
  for each in "\${lines[@]}"; do
    [[ -n $each ]] || continue
    if [[ $each == *$'\\t'* ]]; then
      values+=("\${\${each%%$'\\t'*}//:/\\\\:}:\${each#*$'\\t'}")
    else
      values+=("\${each//:/\\\\:}")
    fi
  done
  if ((directive & 16)); then
    _files -/
  else
    if ((\${#values})); then _describe -V ${program} values; fi
    if ! ((directive & 4)); then _files; fi
  fi
}

# Where it is sourced; among the functions of fpath zsh runs it itself.
if [[ \${funcstack[1]} == _${program} ]]; then _${program} "$@"; else compdef _${program} ${programs}; fi
`;
}
