#compdef pedrocode
# Completion of pedrocode for zsh: source <(pedrocode completion zsh) in ~/.zshrc, after compinit
_pedrocode() {
  local line
  local -a described
  for line in "${(@f)$("${words[1]}" completion words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && described+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
  done
  if (( $#described )); then
    _describe -V 'pedrocode' described
  else
    _files
  fi
}
if [[ $funcstack[1] == _pedrocode ]]; then
  _pedrocode "$@"
elif (( $+functions[compdef] )); then
  compdef _pedrocode pedrocode
fi
