#compdef sample
# zsh completion for sample
_sample() {
  local line
  local -a found
  while IFS= read -r line; do
    case $line in
      :files) compset -P '--*='; _files; return ;;
      :directories) compset -P '--*='; _files -/; return ;;
      :nospace) ;;
      *) found+=("$line") ;;
    esac
  done < <("${words[1]/#\~\//$HOME/}" complete zsh -- "${(@)words[2,CURRENT]}" 2>/dev/null)
  (( ${#found} )) && _describe 'sample' found
}
if [ "$funcstack[1]" = "_sample" ]; then
  _sample "$@"
else
  compdef _sample sample
fi
