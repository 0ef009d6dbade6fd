package specs

import (
	"strings"
	"testing"
)

// shellFile is a spec file whose command "c" is this line with the parameters x
// and y, and more keys if given.
func shellFile(line, more string) string {
	return "commands:\n  c:\n    params: { x: {}, y: {} }\n" + more +
		"    cwd: ./${x}${y}\n    run: |-\n      " + strings.ReplaceAll(line, "\n", "\n      ") + "\n"
}

func TestShellQuotes(t *testing.T) {
	t.Parallel()
	tests := []struct{ line, want string }{
		{`git log ${x}`, `git log "${x}"`},
		{`git log $x`, `git log "$x"`},
		{`git log "${x}"`, `git log "${x}"`},
		{`echo a${x}b$y`, `echo a"${x}"b"$y"`},
		{`echo ${x}${y}`, `echo "${x}""${y}"`},
		{`a=${x}; echo "$a"`, `a="${x}"; echo "$a"`},
		{`a=$x b="$y" env`, `a="$x" b="$y" env`},
		{`cat <${x} >$y`, `cat <"${x}" >"$y"`},
		{`case $x in a${y}*) echo;; esac`, `case "$x" in a"${y}"*) echo;; esac`},
		{`for f in $x ${y}; do cat "$f"; done`, `for f in "$x" "${y}"; do cat "$f"; done`},
		{`echo "$(cat ${x})"`, `echo "$(cat "${x}")"`},
		{"echo \"`cat ${x}`\"", `echo "$( cat "${x}")"`},
		{"echo \"`cat \"${x}\"`\"", `echo "$( cat "${x}")"`},
		{"a=`cat ${x}`; echo \"$a\"", `a=$( cat "${x}"); echo "$a"`},
		{`a=$(cat ${x})b; echo "$a"`, `a=$(cat "${x}")b; echo "$a"`},
		{`a=$(cat ${x}) env`, `a=$(cat "${x}") env`},
		{`case $(cat ${x}) in a) echo;; esac`, `case $(cat "${x}") in a) echo;; esac`},
		{`echo ${PWD#$(cat ${x})}`, `echo ${PWD#$(cat "${x}")}`},
		{`ls ${x} | while IFS= read -r f; do cat "$f"; done`,
			`ls "${x}" | while IFS= read -r f; do cat "$f"; done`},
		{`for f in $(ls); do cp $f ${x}; done`, `for f in $(ls); do cp $f "${x}"; done`},
		{`echo ${x:-none}`, `echo "${x:-none}"`},
		{`echo "${x:-a b}"`, `echo "${x:-a b}"`},
		{`echo ${x%.*}`, `echo "${x%.*}"`},
		{`echo "${x%${y}}"`, `echo "${x%"${y}"}"`},
		{`echo ${#x}`, `echo "${#x}"`},
		{`echo ${a:-${x}}; a=1`, `echo ${a:-"${x}"}; a=1`},
		{"cat <<END\n${x} $(cat ${y})\nEND", "cat <<END\n${x} $(cat \"${y}\")\nEND"},
		{`f() { cat ${x}; }; f`, `f() { cat "${x}"; }; f`},
		{`if [ $x = a ]; then echo; fi`, `if [ "$x" = a ]; then echo; fi`},
		{`(cd ./$x && ls)`, `(cd ./"$x" && ls)`},
		{`! grep -q -- $x f | cat`, `! grep -q -- "$x" f | cat`},
		{`echo \${x} '$(' "\$x"`, `echo \${x} '$(' "\$x"`},
		{`echo $PATH $? $$ $! $# "$@" $1 $PWD`, `echo $PATH $? $$ $! $# "$@" $1 $PWD`},
		{`sh -c 'echo "$1"' sh ${x}`, `sh -c 'echo "$1"' sh "${x}"`},
		{`awk -v a="$x" '{ print $1, a }' f`, `awk -v a="$x" '{ print $1, a }' f`},
		{`jq --arg a "$x" '.[$a]' f`, `jq --arg a "$x" '.[$a]' f`},
		{`jq --arg x $x --argjson y "$y" '.[$x] + $y' f`, `jq --arg x "$x" --argjson y "$y" '.[$x] + $y' f`},
		{`command -v $x`, `command -v "$x"`},
		{`timeout 5 env A=$x nice -n 3 ls $y`, `timeout 5 env A="$x" nice -n 3 ls "$y"`},
		{`echo $((1 + ${#x}))`, `echo $((1 + ${#x}))`},
		{`f() { local a="$x"; }; f; read -r b`, `f() { local a="$x"; }; f; read -r b`},
		{`[ "$x" = 'a[1]' ] || printf '%s' 'a[1]'`, `[ "$x" = 'a[1]' ] || printf '%s' 'a[1]'`},
		{`echo $x | python3 -c 'import sys'`, `echo "$x" | python3 -c 'import sys'`},
		{`echo $x | python3 -m json.tool`, `echo "$x" | python3 -m json.tool`},
		{`echo $x | node --eval '1'`, `echo "$x" | node --eval '1'`},
		{`echo $x | perl -pe 's/a/b/'`, `echo "$x" | perl -pe 's/a/b/'`},
		{`echo $x | su me -c cat`, `echo "$x" | su me -c cat`},
		{`echo $x | { sh <f; }`, `echo "$x" | { sh <f; }`},
		{`echo $x | ssh host cat`, `echo "$x" | ssh host cat`},
		{`tar -C $x -czf ${x}.tgz $y`, `tar -C "$x" -czf "${x}".tgz "$y"`},
		{`scp -P 22 -- $x host:$y`, `scp -P 22 -- "$x" host:"$y"`},
		{`chrt -f 10 taskset -c 0 setsid -f ls $x`, `chrt -f 10 taskset -c 0 setsid -f ls "$x"`},
		{`git clean -x -- $x; git commit -m $x; git log --grep=$x`,
			`git clean -x -- "$x"; git commit -m "$x"; git log --grep="$x"`},
		{`git -c user.name="$x" -C "$y" commit`, `git -c user.name="$x" -C "$y" commit`},
		{`git config user.name $x; git config -f $x --get $y; git switch -c $x`,
			`git config user.name "$x"; git config -f "$x" --get "$y"; git switch -c "$x"`},
		{`jq --from-file f.jq --arg a $x $y`, `jq --from-file f.jq --arg a "$x" "$y"`},
		{`awk --file f.awk --assign a=$x f`, `awk --file f.awk --assign a="$x" f`},
		{`docker exec $x psql -l; kubectl get node $x; docker exec time date $x`,
			`docker exec "$x" psql -l; kubectl get node "$x"; docker exec time date "$x"`},
		{`ssh -O check $x`, `ssh -O check "$x"`},
		{`perl -pe 's/a/b/' <$x; perl -e 'print "@ARGV"' $x`,
			`perl -pe 's/a/b/' <"$x"; perl -e 'print "@ARGV"' "$x"`},
		{`make -C $x -f $y all`, `make -C "$x" -f "$y" all`},
		{`psql -v a=$x -d $y -f f`, `psql -v a="$x" -d "$y" -f f`},
		{"psql -v a=$x <<'END'\nselect :'a'\nEND", "psql -v a=\"$x\" <<'END'\nselect :'a'\nEND"},
		{`echo $x | psql -c 'copy a from stdin'`, `echo "$x" | psql -c 'copy a from stdin'`},
		{`mysql -u $x -e 'select 1' $y`, `mysql -u "$x" -e 'select 1' "$y"`},
		{`sqlite3 -csv $x 'select 1'`, `sqlite3 -csv "$x" 'select 1'`},
		{`vim -es -c wq -- $x`, `vim -es -c wq -- "$x"`},
		{`gdb -batch -ex run --args a $x`, `gdb -batch -ex run --args a "$x"`},
		{`tmux kill-session -t $x; tmux new -d -e A=$x top`,
			`tmux kill-session -t "$x"; tmux new -d -e A="$x" top`},
		{`systemd-run --unit=$x -E A=$y ls $x`, `systemd-run --unit="$x" -E A="$y" ls "$x"`},
		{`watch -n $x ls`, `watch -n "$x" ls`},
		{`docker build -f $x -t $y .`, `docker build -f "$x" -t "$y" .`},
		{`unshare -n ls $x; npx tsc $x`, `unshare -n ls "$x"; npx tsc "$x"`},
		{`echo $x | flock l cat`, `echo "$x" | flock l cat`},
		{`echo $x | xargs -n1 sh -c 'echo "$1"' sh`, `echo "$x" | xargs -n1 sh -c 'echo "$1"' sh`},
		{`find $x -exec sh -c 'echo "$1"' sh {} +`, `find "$x" -exec sh -c 'echo "$1"' sh {} +`},
		{`find . -exec watch ls \; -newer "$x"`, `find . -exec watch ls \; -newer "$x"`},
		{`find . -name "$x" -exec sh -c 'wc {}' \;`, `find . -name "$x" -exec sh -c 'wc {}' \;`},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			t.Parallel()
			spec, _ := parse(t, shellFile(tt.line, "")).Lookup("c")
			if spec.line != tt.want {
				t.Errorf("line is\n%s\nwant\n%s", spec.line, tt.want)
			}
		})
	}
}

// TestShellRefuses lists the places where a value would be more than data.
func TestShellRefuses(t *testing.T) {
	t.Parallel()
	const again = "is evaluated again"
	tests := []struct{ line, want string }{
		{`eval "${x}"`, again},
		{`eval echo ${x}`, again},
		{`\eval "$x"`, again},
		{`'eval' "$x"`, again},
		{`command eval "$x"`, again},
		{`echo "$(eval "${x}")"`, again},
		{`eval "$(echo "${x}")"`, again},
		{`a=${x}; eval "$a"`, again},
		{`set -- "${x}"; eval "$1"`, again},
		{`for a in "${x}"; do eval "$a"; done`, again},
		{`f() { eval "$1"; }; f "${x}"`, again},
		{`sh -c "${x}"`, again},
		{`sh -ec "echo ${x}"`, again},
		{`/bin/bash -o pipefail -c "${x}"`, again},
		{`exec dash -c "$x"`, again},
		{`env A=b sh -c "$x"`, again},
		{`nice -n 5 timeout 3 sh -c "$x"`, again},
		{`sudo -u me sh -c "$x"`, again},
		{`docker exec box sh -c "$x"`, again},
		{`ls | xargs sh -c "$x"`, again},
		{`ls | xargs -I{} -n 1 sh -c "$x {}"`, again},
		{`find . -exec sh -c "$x" \;`, again},
		{`find . -exec a \; -exec sh -c "$x" \;`, again},
		{`find . -exec find . -exec sh -c "$x" \;`, again},
		{`find . -exec timeout + sh -c "$x" \;`, again},
		{`find . -execdir "$x" \;`, "would decide which command"},
		{`"$a" -c "$x"; a=sh`, "may be evaluated again"},
		{`su me -c "$x"`, again},
		{`ssh host ls "$x"`, again},
		{`ssh host -l "$x"`, again},
		{`ssh -o "ProxyCommand=$x" host`, again},
		{`watch "$x"`, again},
		{`trap "$x" EXIT`, again},
		{`alias a="$x"`, again},
		{`. "$x"`, again},
		{`echo $((${x} + 1))`, again},
		{`echo $((x + 1))`, again},
		{`a=${x}; echo $((a))`, again},
		{`let "a=$x"`, again},
		{`echo $[${x}]`, "read $[ as arithmetic"},
		{`echo $[ x ]`, "read $[ as arithmetic"},
		{`((a=$x))`, "read (( as arithmetic"},
		{`[[ $x -eq 1 ]]`, again},
		{`echo "$x" | sh`, again},
		{`echo "$x" | (cat) | bash -s`, again},
		{"sh <<END\n${x}\nEND", again},
		{"ssh host <<END\n${x}\nEND", again},
		{`let y=x+1; echo $x`, "let is not POSIX"},
		{`[[ x -gt 1 ]] && echo $x`, "[[ is not POSIX"},
		{`declare -i n="$x"`, "declare is not POSIX"},
		{`typeset -i n; n=$x`, "typeset is not POSIX"},
		{`f() { local -i n="$x"; }; f`, "local -i is not POSIX"},
		{`a[x]=1; echo $x`, "an array is not POSIX"},
		{`a[x+1]=1; echo $x`, "an array is not POSIX"},
		{`read -r 'a[x]'; echo $x`, "an array is not POSIX"},
		{`[ -v 'a[x]' ]; echo $x`, "an array is not POSIX"},
		{`printf -v 'a[x]' 1; echo $x`, "an array is not POSIX"},
		{`compgen -W "$x"`, again},
		{`echo "$x" | { cat; echo; } | (sh)`, again},
		{`echo "$x" | { cat | sh; }`, again},
		{`echo "$x" | if true; then while :; do sh; done; fi`, again},
		{"{ cat; sh; } <<END\n${x}\nEND", again},
		{`f() { g; }; g() { sh; f; }; echo "$x" | f`, again},
		{`echo "$x" | sh /dev/stdin`, again},
		{". /dev/stdin <<END\n${x}\nEND", again},
		{`echo "$x" | ssh -p 22 host bash -s`, again},
		{`echo "$x" | ssh -o A=b host`, again},
		{"ssh host 'sudo bash -s' <<END\n${x}\nEND", again},
		{`echo "$x" | docker exec -i box sh`, again},
		{`echo "$x" | su me`, again},
		{`echo "$x" | perl -MPOSIX`, again},
		{`echo "$x" | xargs -I{} sh -c 'echo {}'`, again},
		{`echo "$x" | xargs -n 1 -I % sh -c 'echo %'`, again},
		{`echo "$x" | xargs sh -c`, again},
		{`echo "$x" | xargs env`, again},
		{`find "$x" -exec sh -c 'echo {}' \;`, again},
		{`flock lock "$x"`, "would decide which command"},
		{`git rebase -x "$x" main`, again},
		{`git rebase --exec="$x" main`, again},
		{`git bisect run "$x"`, again},
		{`git clone --upload-pack "$x" u d`, again},
		{`git submodule foreach "$x"`, again},
		{`setsid -f "$x"`, "would decide which command"},
		{`unshare -n "$x"`, "would decide which command"},
		{`nsenter -t 1 -m "$x"`, "would decide which command"},
		{`chrt -f 10 "$x"`, "would decide which command"},
		{`taskset 0x3 "$x"`, "would decide which command"},
		{`taskset -c 0 "$x"`, "would decide which command"},
		{`npx -p a "$x"`, "would decide which command"},
		{`npx -c "$x"`, again},
		{`gosu me "$x"`, "would decide which command"},
		{`tar -I "$x" -xf a`, again},
		{`tar -xf a --to-command="$x"`, again},
		{`tar -xf a --checkpoint-action "exec=$x"`, again},
		{`scp -o "ProxyCommand=$x" a b`, again},
		{`sftp -S "$x" host`, again},
		{`python3 -c "print('$x')"`, again},
		{`node -e "$x"`, again},
		{`perl -pe "s/a/$x/" f`, again},
		{`awk "/$x/" f`, again},
		{`sed "s/a/$x/" f`, again},
		{`jq -r "$x" f`, again},
		{`sed -n -e "s/a/$x/" f`, again},
		{`git -c "$x" status`, again},
		{`git -c "core.pager=$x" log`, again},
		{`git -c "a.$x=b" log`, again},
		{`git clone -c "core.sshCommand=$x" u`, again},
		{`git clone --config="alias.a=$x" u`, again},
		{`git clone -u "$x" u`, again},
		{`git --exec-path="$x" log`, again},
		{`git -C d rebase -x "$x" main`, again},
		{`git --git-dir d bisect run "$x"`, again},
		{`git submodule foreach --recursive "$x"`, again},
		{`git difftool -x "$x"`, again},
		{`git grep -O"$x" a`, again},
		{`git filter-branch --tree-filter "$x"`, again},
		{`git config core.pager "$x"`, again},
		{`git config --global --add Alias.a "$x"`, again},
		{`git config -f f set credential.a.helper "$x"`, again},
		{`git config "$x" a`, again},
		{`jq --arg a b "$x"`, again},
		{`jq --indent 2 "$x"`, again},
		{`gawk --assign a=b "$x"`, again},
		{`timeout --kill-after 3 5 "$x"`, "would decide which command"},
		{`sudo --user me "$x"`, "would decide which command"},
		{`env --chdir=d --unset A "$x"`, "would decide which command"},
		{`perl -I lib -e "$x"`, again},
		{`perl -i.bak -pe 's/a/b/' -- "./$x"`, again},
		{`perl -lane 'print' a "$x"`, again},
		{`ruby -lne "$x"`, again},
		{`node -pe "$x"`, again},
		{`bash --rcfile f -c "$x"`, again},
		{`osascript -l JavaScript -e "$x"`, again},
		{`docker exec db python3 -c "$x"`, again},
		{`docker compose exec db psql -U me -c "select $x"`, again},
		{`make "$x"`, again},
		{`make -C "$y" -j "$x"`, again},
		{`make -- all "A=$x"`, again},
		{`make --eval="$x"`, again},
		{`psql -c "select '$x'"`, again},
		{`psql --command "$x" db`, again},
		{`psql -o "$x" db`, again},
		{`echo "select $x" | psql -v a=b db`, again},
		{"mysql db <<END\nselect $x\nEND", again},
		{`mariadb -h h -e "$x" db`, again},
		{`sqlite3 -separator , db "$x"`, again},
		{`sqlite3 -cmd "$x" db`, again},
		{`echo "$x" | sqlite3 -cmd 'select 1' db`, again},
		{`mongosh --eval "$x"`, again},
		{`vim -es -c "$x" f`, again},
		{`vim "+$x" f`, again},
		{`vim "$x"`, again},
		{`emacs --batch --eval "$x"`, again},
		{`gdb -batch -ex "$x" a`, again},
		{`tmux new -d "$x"`, again},
		{`tmux new -d -s "$x" top`, again},
		{`tmux send-keys -t a "$x" Enter`, again},
		{`screen -dm "$x"`, "would decide which command"},
		{`screen -S a -X stuff "$x"`, "would decide which command"},
		{`systemd-run --user --unit a "$x"`, "would decide which command"},
		{`systemd-run -p "$x" ls`, again},
		{`echo "$x" | at now`, again},
		{`echo "$x" | ed -s f`, again},
		{`echo "$x" | vim -es -c wq f`, again},
		{`python3.11 -c "$x"`, again},
		{`/opt/bash-5.2/bin/bash-5.2 -c "$x"`, again},
		{`echo "$x" | crontab -`, again},
		{`julia -e "$x"`, again},
		{`echo "$x" | dc`, again},
		{`yq -p json ".$x" f`, again},
		{`watch -n 1 "$x"`, again},
		{`kubectl exec p -- jq "$x" f`, again},
		{`$x`, "would decide which command"},
		{`"./bin/${x}"`, "would decide which command"},
		{`exec "$x"`, "would decide which command"},
		{`timeout 5 "$x"`, "would decide which command"},
		{`env A=b "$x"`, "would decide which command"},
		{`PATH=$x ls`, "no value may become PATH"},
		{`LD_PRELOAD=$x; ls`, "no value may become LD_PRELOAD"},
		{`for PATH in "$x"; do ls; done`, "no value may become PATH"},
		{`: "${PAGER:=$x}"; git log`, "no value may become PAGER"},
		{`OPTIND=$x; getopts a b`, "no value may become OPTIND"},
		{`RANDOM="$x"`, "no value may become RANDOM"},
		{`export PATH="$x"`, "would become PATH"},
		{`env LD_PRELOAD="$x" ls`, again},
		{`unset "$x"`, "variable's name"},
		{`read "$x"`, "variable's name"},
		{`export "$x"`, "variable's name"},
		{`[ -v "$x" ]`, "variable's name"},
		{`printf -v "$x" 1`, "variable's name"},
		{`echo '${x}'`, "nothing is filled in within single quotes"},
		{`jq --arg y "$x" '$x'`, "nothing is filled in within single quotes"},
		{`jq --arg x "$x" '${x}'`, "nothing is filled in within single quotes"},
		{`sh -c 'echo "$x"'`, "nothing is filled in within single quotes"},
		{"cat <<'END'\n${x}\nEND", "nothing is filled in within a quoted here-document"},
		{`a=$x; echo $a`, "falls apart"},
		{`set -- "$x"; echo $1`, "falls apart"},
		{`set -- "$x"; echo $@`, "falls apart"},
		{`echo $S`, "falls apart"},
		{`ls $(printf '%s' "${x}")`, "falls apart"},
		{"ls `printf '%s' \"${x}\"`", "falls apart"},
		{`ls ./$(basename "${x}").txt`, "falls apart"},
		{`ls "$PWD" $(echo "$(cat ${x})")`, "falls apart"},
		{`ls ${A:-$(cat ${x})}; A=`, "falls apart"},
		{`a=$x; ls $(printf '%s' "$a")`, "falls apart"},
		{`ls $(cat $S)`, "falls apart"},
		{`a=$(cat ${x}); ls $a`, "falls apart"},
		{"a=`cat ${x}`; b=$a; ls $b", "falls apart"},
		{`set -- $(cat ${x})`, "falls apart"},
		{`f() { ls $1; }; f "$(cat ${x})"`, "falls apart"},
		{`cat >$(basename ${x})`, "falls apart"},
		{`for f in $(ls ${x}); do cat "$f"; done`, "while IFS= read -r"},
		{`for f in "$(ls ${x})"; do cat $f; done`, "falls apart"},
		{`a=$(cat ${x}); eval "$a"`, again},
		{`echo $(($(cat ${x}) + 1))`, again},
		{`PATH=$(cat ${x}) ls`, "no value may become PATH"},
		{`echo ${x:-"a b"}`, "double quotes"},
		{`rm ${x#a}`, "without its front"},
		{`echo ${x@P}`, "not POSIX"},
		{`echo ${!x}`, "not POSIX"},
		{`echo ${x/a/b}`, "not POSIX"},
		{`cat <(echo $x)`, "not a shell line"},
		{"echo `echo \\${x}`", "backquotes"},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			t.Parallel()
			got := faults(t, shellFile(tt.line, "    env: { set: { S: \"a${x}\" } }\n"))
			if !strings.Contains(got, tt.want) {
				t.Errorf("faults %q, want %q in them", got, tt.want)
			}
		})
	}
}

func TestShellParameters(t *testing.T) {
	t.Parallel()
	set := parse(t, `
commands:
  implicit: 'dir=${root}; for f in "${b}" "${a}"; do cp -- "$f" "$dir/${b}"; done; echo "$PATH"'
  none: { run: "awk '{ print ${1} ${m} }' f", params: {} }
`)
	for name, want := range map[string]string{"implicit": "root b a", "none": ""} {
		spec, _ := set.Lookup(name)
		var got []string
		for _, p := range spec.Params {
			got = append(got, p.Name)
			if p.Type != Scalar || !p.Required {
				t.Errorf("parameter %s is %s, required %v; want a required scalar", p.Name, p.Type, p.Required)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("parameters of %s are %q, want %q", name, got, want)
		}
	}
}

// TestShellArithmetic: an integer is a number in $(( )), if it is still that.
func TestShellArithmetic(t *testing.T) {
	t.Parallel()
	set := parse(t, `
commands:
  c:
    params: { n: { type: integer } }
    cwd: /
    run: printf '%s\0' "$((${n} * 60))" "$((n + 1))" "$((2 - ${n}))"
`)
	for n, want := range map[int][]string{5: {"300", "6", "-3", ""}, -5: {"-300", "-4", "7", ""}} {
		checkOutput(t, set, "c", map[string]any{"n": n}, want)
	}
	for _, line := range []string{`n=${s}; echo $((n))`, `read -r n; echo $((${n})) ${s}`, `echo $((s))`} {
		src := "commands: { c: { params: { n: { type: integer }, s: {} }, cwd: './${s}', run: '" + line + " ${n}' } }"
		if got := faults(t, src); !strings.Contains(got, "is evaluated again by $(( ))") {
			t.Errorf("faults of %s are %q, want that it is evaluated again", line, got)
		}
	}
}
