import { howToInstall, type Completed } from './programs.ts';

/**
 * Readline takes words apart at `=` and `:` and replaces the last piece alone, so the line is read anew, and what stands
 * before that piece is cut from the candidates.
 */
export function bashScript(completed: Completed): string {
  const { program, twins, request } = completed;
  const cases = Object.entries(twins).map(
    ([name, words]) => `    ${name}) ask=(${program} ${request} ${words}) ;;\n`,
  );
  return `${howToInstall(completed, {
    shell: 'bash',
    now: `source <(${program} completion bash)`,
    always: `${program} completion bash > ~/.local/share/bash-completion/completions/${program}`,
  })}
_${program}() {
  local line=\${COMP_LINE:0:COMP_POINT} words ask reply each value current behind directive
  local values=() shown=()
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  current=\${words[\${#words[@]}-1]}
  case \${words[0]##*/} in
${cases.join('')}    *) ask=("\${words[0]}" ${request}) ;;
  esac
  reply=$("\${ask[@]}" "\${words[@]:1}" 2>/dev/null) || return
  directive=\${reply##*:}
  COMPREPLY=()
  while IFS= read -r each; do
    [[ $each == ":$directive" ]] && continue
    value=\${each%%$'\\t'*}
    [[ $value == "$current"* ]] || continue
    values+=("$value")
    [[ $each == *$'\\t'* ]] && each="$value  (\${each#*$'\\t'})"
    shown+=("$each")
  done <<<"$reply"
  if ((directive & 16)); then
    compopt +o default -o filenames 2>/dev/null
    while IFS= read -r each; do COMPREPLY+=("$each"); done < <(compgen -d -- "$current")
    return
  fi
  ((directive & 4)) && compopt +o default 2>/dev/null
  behind=\${COMP_WORDS[COMP_CWORD]}
  [[ $behind == [=:] ]] && behind=''
  # Descriptions are for looking at: with one candidate left it is the value that is put there.
  if ((\${#values[@]} > 1)) && [[ \${COMP_TYPE:-9} == 9 || $COMP_TYPE == 63 ]]; then
    for each in "\${shown[@]}"; do COMPREPLY+=("\${each#"\${current%"$behind"}"}"); done
  else
    for each in "\${values[@]}"; do
      each=\${each#"\${current%"$behind"}"}
      [[ $each == *[[:space:]]* ]] && printf -v each '%q' "$each"
      COMPREPLY+=("$each")
    done
  fi
}

complete -o default -F _${program} ${[program, ...Object.keys(twins)].join(' ')}
`;
}
