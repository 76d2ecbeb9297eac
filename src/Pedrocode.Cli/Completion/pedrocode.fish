# Completion of pedrocode for fish: pedrocode completion fish | source, in ~/.config/fish/config.fish
function __pedrocode_words
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    $before[1] completion words -- $before[2..-1] "$current" 2>/dev/null
end
complete -c pedrocode -f -a '(__pedrocode_words)'
complete -c pedrocode -l config -r -F
