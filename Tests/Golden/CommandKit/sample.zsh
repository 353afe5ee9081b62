#compdef sample
# zsh completion for sample
_sample() {
  local line
  local -a found
  while IFS= read -r line; do
    case $line in
      :files) _files; return ;;
      :directories) _files -/; return ;;
      :nospace) ;;
      *) found+=("$line") ;;
    esac
  done < <("${words[1]}" complete zsh -- "${(@)words[2,CURRENT]}" 2>/dev/null)
  (( ${#found} )) && _describe 'sample' found
}
if [ "$funcstack[1]" = "_sample" ]; then
  _sample "$@"
else
  compdef _sample sample
fi
