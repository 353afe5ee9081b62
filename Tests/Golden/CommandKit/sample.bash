# bash completion for sample
_sample() {
  local line typed=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files) compopt -o default; COMPREPLY=() ;;
      :directories) compopt -o dirnames; COMPREPLY=() ;;
      :nospace) compopt -o nospace ;;
      # A name may come from a file that somebody else wrote: it must not act inside quotes either.
      *) case $typed in
          \"*) line=${line//\\/\\\\}; line=${line//\"/\\\"}
            line=${line//\$/\\\$}; line=${line//\`/\\\`} ;;
          \'*) line=${line//\'/\'\\\'\'} ;;
          *) line=$(printf '%q' "$line") ;;
        esac
        COMPREPLY+=("$line") ;;
    esac
  done < <("${COMP_WORDS[0]/#\~\//$HOME/}" complete bash -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _sample sample
