/// A shell for which the program can print a completion script.
package enum Shell: String, CaseIterable, Sendable, ArgumentValue {
  case bash
  case zsh
  case fish
}

/// The script that makes a shell ask the program for words. It is short and never changes with the
/// commands: every press of the key calls the hidden `complete` command.
package struct CompletionScript {
  private let program: String
  private let shell: Shell

  /// Prepares the script of one shell.
  package init(program: String, shell: Shell) {
    self.program = program
    self.shell = shell
  }

  /// The whole script; ends with a newline.
  package var text: String {
    switch shell {
    case .bash: bash
    case .zsh: zsh
    case .fish: fish
    }
  }

  // The last line of an answer may be `:files` or `:directories`: the shell then adds its own. The program is handed the words
  // as they were typed, and takes quotes and backslashes off itself. A home that is written as ~ is not expanded by then.

  private var bash: String {
    """
    # bash completion for \(program)
    _\(program)() {
      local line typed=${COMP_WORDS[COMP_CWORD]}
      COMPREPLY=()
      while IFS= read -r line; do
        case $line in
          :files) compopt -o default; COMPREPLY=() ;;
          :directories) compopt -o dirnames; COMPREPLY=() ;;
          :nospace) compopt -o nospace ;;
          # A name may come from a file that somebody else wrote: it must not act inside quotes either.
          *) case $typed in
              \\"*) line=${line//\\\\/\\\\\\\\}; line=${line//\\"/\\\\\\"}
                line=${line//\\$/\\\\\\$}; line=${line//\\`/\\\\\\`} ;;
              \\'*) line=${line//\\'/\\'\\\\\\'\\'} ;;
              *) line=$(printf '%q' "$line") ;;
            esac
            COMPREPLY+=("$line") ;;
        esac
      done < <("${COMP_WORDS[0]/#\\~\\//$HOME/}" complete bash -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    }
    complete -F _\(program) \(program)

    """
  }

  private var zsh: String {
    """
    #compdef \(program)
    # zsh completion for \(program)
    _\(program)() {
      local line
      local -a found
      while IFS= read -r line; do
        case $line in
          :files) compset -P '--*='; _files; return ;;
          :directories) compset -P '--*='; _files -/; return ;;
          :nospace) ;;
          *) found+=("$line") ;;
        esac
      done < <("${words[1]/#\\~\\//$HOME/}" complete zsh -- "${(@)words[2,CURRENT]}" 2>/dev/null)
      (( ${#found} )) && _describe '\(program)' found
    }
    if [ "$funcstack[1]" = "_\(program)" ]; then
      _\(program) "$@"
    else
      compdef _\(program) \(program)
    fi

    """
  }

  private var fish: String {
    """
    # fish completion for \(program)
    function __\(program)_complete
      set -l words (commandline -opc) (commandline -ct)
      set -l option (string match -r -- '^--[^=]+=' (commandline -ct))
      for line in ($words[1] complete fish -- $words[2..-1] 2>/dev/null)
        switch $line
          case :files
            for path in (__fish_complete_path (string replace -- "$option" '' (commandline -ct)))
              echo "$option"$path
            end
          case :directories
            __fish_complete_directories (commandline -ct)
          case :nospace
          case '*'
            echo $line
        end
      end
    end
    complete -c \(program) -f -a '(__\(program)_complete)'

    """
  }
}
