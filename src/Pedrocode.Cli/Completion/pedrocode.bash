# Completion of pedrocode for bash: eval "$(pedrocode completion bash)" in ~/.bashrc
_pedrocode() {
  local line=${COMP_LINE:0:COMP_POINT} text note
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  # bash replaces a word from its @ on.
  local kept=''
  [[ ${words[-1]} == *@* ]] && kept=${words[-1]%%@*}
  COMPREPLY=()
  while IFS=$'\t' read -r text note; do
    COMPREPLY+=("${text#"$kept"}")
  done < <("${words[0]}" completion words -- "${words[@]:1}" 2>/dev/null)
}
complete -o default -o nosort -F _pedrocode pedrocode
