export function zshScript(request: string): string {
  return `#compdef nsc
# Completion of nsc for zsh. For this shell: source <(nsc completion zsh)
# For all: nsc completion zsh > "\${fpath[1]}/_nsc"

_nsc() {
  local -a lines values
  local each directive
  lines=("\${(@f)$("\${(Q)words[1]}" ${request} "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
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
    if ((\${#values})); then _describe -V nsc values; fi
    if ! ((directive & 4)); then _files; fi
  fi
}

# Where it is sourced; among the functions of fpath zsh runs it itself.
if [[ \${funcstack[1]} == _nsc ]]; then _nsc "$@"; else compdef _nsc nsc; fi
`;
}
