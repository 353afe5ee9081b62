# fish completion for sample
function __sample_complete
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
complete -c sample -f -a '(__sample_complete)'
