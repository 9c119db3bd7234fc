/**
 * Readline takes words apart at `=` and `:` and replaces the last piece alone, so the line is read anew, and what stands
 * before that piece is cut from the candidates. `$1` is the hidden command to ask.
 */
export function bashScript(request: string): string {
  return `# Completion of nsc for bash. For this shell: source <(nsc completion bash)
# For all: nsc completion bash > ~/.local/share/bash-completion/completions/nsc

_nsc() {
  local line=\${COMP_LINE:0:COMP_POINT} words reply each value current behind directive
  local values=() shown=()
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  current=\${words[\${#words[@]}-1]}
  reply=$("\${words[0]}" ${request} "\${words[@]:1}" 2>/dev/null) || return
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

complete -o default -F _nsc nsc
`;
}
