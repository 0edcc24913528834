/** What programs are compared on with the real ones. */
export interface TextCase {
  /** The command line; single quotes protect. */
  readonly line?: string
  readonly argv?: readonly string[]
  readonly stdin?: string
  readonly files?: Readonly<Record<string, string>>
  /** Files to compare after the run. */
  readonly after?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface TextGroup {
  readonly programs: readonly string[]
  /** For the cases that bring none of their own. */
  readonly files?: Readonly<Record<string, string>>
  readonly cases: readonly TextCase[]
}

const c = (line: string, stdin?: string): TextCase => (stdin === undefined ? { line } : { line, stdin })

const FILES = {
  a: 'one\ntwo\n\n\n\nthree\tx\n', b: 'four\nfive', empty: '', 'dir/x': 'hello world\nHello\n', 'dir/sub/y': 'say hello\n', 'a b': 'spaced\n',
  bin: 'a\0b\x01\x7f\n', words: 'pear 3 10K\napple 12 2M\nfig 3 1G\nApple 5 512\nfig 3 1G\n', csv: 'a:b:c\nd:e\nplain\n:x:\n',
  log: 'INFO start\nERROR disk full\nINFO retry\nWARN slow\nERROR disk gone\nINFO end\n', versions: 'v1.10\nv1.2\nv1.9~rc1\nv1.9\n1.0\n',
}

export const GROUPS: readonly TextGroup[] = [
  {
    programs: ['cat', 'head', 'tail', 'wc'], files: FILES,
    cases: [
      c('cat a b'), c('cat -n a b a'), c('cat -b a'), c('cat -s a'), c('cat -A a bin'), c('cat -E b'), c('cat -T a'), c('cat -v bin'), c('cat -ns a'), c('cat nofile a'), c('cat dir'), c('cat -Z'), c('cat --nonsense'), c('cat --num a'), c('cat --show a'),
      c('cat', 'piped'), c('cat a - b', 'mid\n'), c('cat -- a'), c("cat 'no file'"), c("cat ''"),
      c('head -n 2 a'), c('head -2 a'), c('head -c 5 a'), c('head -n -2 a'), c('head -c -4 a'), c('head a b'), c('head -q -n1 a b'), c('head -v -n1 a'), c('head nofile a'), c('head dir'), c('head -n x a'), c('head -c 1K a'), c('head -n'), c('head --lines=1 a'), c('head', '1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n'),
      c('tail -n 2 a'), c('tail -2 a'), c('tail -n +2 a'), c('tail +2 a'), c('tail -c 5 a'), c('tail -c +3 b'), c('tail a b'), c('tail -n 0 a'), c('tail -n 3', 'a\nb\nc\nd'), c('tail nofile'), c('tail dir'), c('tail -n x a'), c('tail -c 3', 'abcdef'), c('tail -c +3', 'abcdef'), c('tail -q -n1 a b'),
      c('wc a'), c('wc a b'), c('wc -l a'), c('wc -lw a b'), c('wc -c', 'abc'), c('wc', 'a b\n'), c('wc -m a'), c('wc -L a'), c('wc nofile a'), c('wc dir'), c('wc -l a nofile'), c('wc empty'), c('wc -'), c('wc -x'),
    ],
  },
  {
    programs: ['sort', 'uniq', 'cut', 'tr', 'tee'], files: FILES,
    cases: [
      c('sort words'), c('sort -r words'), c('sort -f words'), c('sort -k2 -n words'), c('sort -k2,2n -k1,1 words'), c('sort -u words'), c('sort -k3 -h words'), c('sort -V versions'), c('sort -t : -k2 csv'), c('sort -n -r', '10\n9\n-3\n2.5\n'), c('sort -s -k2,2n words'), c('sort -c words'), c('sort -C words'), c('sort -u -k2,2n words'), c('sort nofile'), c('sort dir'), c('sort -k x words'), c('sort -k 0 words'), c('sort -nh words'), c('sort -t ab words'), { line: 'sort -o out words', after: ['out'] }, c('sort -b -k2.1,2.1 words'), c('sort -M', 'Mar\nJan\nfoo\n'), c('sort -g', '1e3\n20\n-5\nx\n'), c('sort -rn -k2 words'), c('sort -k1.2 words'), c('sort --reverse words'), c('sort -d', 'a-c\nab\n'), c('sort -fu', 'a\nA\nb\n'), c('sort a b'), c('sort -z', 'b\0a\0'),
      c('uniq', 'a\na\nb\na\n'), c('uniq -c', 'a\na\nb\na\n'), c('uniq -d', 'a\na\nb\n'), c('uniq -u', 'a\na\nb\n'), c('uniq -i', 'a\nA\nb\n'), c('uniq -f1', '1 a\n2 a\n3 b\n'), c('uniq -s1', 'xa\nya\nb\n'), c('uniq -w1', 'xa\nxb\n'), c('uniq -D', 'a\na\nb\n'), c('uniq -D --all-repeated=separate', 'a\na\nb\nc\nc\n'), c('uniq nofile'), c('uniq a b c'), { line: 'uniq words out', after: ['out'] }, c('uniq -c', 'x'), c('uniq -f x'),
      c('cut -f1 -d: csv'), c('cut -d : -f 2- csv'), c('cut -d: -f1,3 csv'), c('cut -s -d: -f2 csv'), c('cut -c1-2 csv'), c('cut -b 2 csv'), c('cut -c -2,4- log'), c('cut --complement -d: -f1 csv'), c('cut -d: -f1,2 --output-delimiter=-- csv'), c('cut -c1-2,4 --output-delimiter=, log'), c('cut'), c('cut -f'), c('cut -b1 -f1'), c('cut -f0'), c('cut -f3-1'), c('cut -f x'), c('cut -dab -f1'), c('cut -f1 nofile'), c('cut -f1 dir'), c('cut -c 1 -d x'),
      c('tr a-z A-Z', 'hello'), c('tr -d l', 'hello'), c('tr -s l', 'hello'), c("tr -c 'a-z\\n' _", 'he llo\n'), c("tr '[:lower:]' '[:upper:]'", 'hello'), c("tr ' ' '\\n'", 'a b c'), c('tr -cd 0-9', 'a1b2'), c('tr -ds a b', 'aabbcc'), c('tr abc x', 'aabbccd'), c('tr -t abc x', 'aabbccd'), c('tr'), c('tr a'), c('tr a b c'), c('tr -d a b'), c("tr '[:foo:]' x"), c('tr z-a x'), c("tr abc '[x*]'", 'abcd'), c("tr '\\101' b", 'ABC'), c("tr -s '\\n'", 'a\n\n\nb\n'),
      { line: 'tee out', stdin: 'data\n', after: ['out'] }, { line: 'tee -a a', stdin: 'more\n', files: { a: 'old\n' }, after: ['a'] }, c('tee dir', 'x\n'),
    ],
  },
  {
    programs: ['grep'], files: FILES,
    cases: [
      c('grep ERROR log'), c('grep -v INFO log'), c('grep -c ERROR log'), c('grep -n disk log'), c('grep -i error log'), c('grep -o disk.* log'), c('grep -q ERROR log'), c('grep -q nothing log'), c('grep nothing log'), c('grep -l ERROR log a'), c('grep -L ERROR log a'), c('grep -w disk log'), c('grep -x plain csv'), c('grep -A1 ERROR log'), c('grep -B1 ERROR log'), c('grep -C1 retry log'), c('grep -n -A1 disk log'), c('grep -e ERROR -e WARN log'), c('grep -h hello dir/x dir/sub/y'), c('grep -H ERROR log'), c("grep -E 'ERROR|WARN' log"), c("grep 'ERROR\\|WARN' log"), c("grep -E '^(INFO|WARN) s' log"), c('grep -F . csv'), c("grep '[[:upper:]]\\{5\\}' log"), c("grep -E '[A-Z]{5}' log"), c('grep -m1 INFO log'), c('grep hello nofile dir/x'), c('grep -s hello nofile'), c('grep hello dir'), c('grep'), c('grep -Z'), c('grep -m x a log'), c('grep -A x a log'), c("grep '\\(' log"), c("grep -E '(' log"), c("grep -E 'a)' log"), c("grep 'a\\{1' log"), c("grep '[[:foo:]]' log"), c("grep '[b-a]' log"), c("grep 'x\\' log"), c('grep a bin'), c('grep -c a bin'), c('grep -a a bin'), c("grep -o '[a-z]*' csv"), c("grep -E -o 'a|ab|abc'", 'xabcx\n'), c("grep -on 'l' dir/x"), c("grep '\\bdisk\\b' log"), c("grep '\\<d' log"), c('grep -vc INFO log'), c('grep --color=never disk log'), c("grep ''  a"), c('grep -f words log'), c("grep '^$' a"), c('grep -c ^ a'), c("grep -E 'o{2}|e+x?'", 'foo\nee\n'), c("grep '\\(a\\)\\1'", 'aa\nab\n'), c('grep -r --include=x hello dir'), c('grep -rc hello dir/sub'), c('grep -rn hello dir/sub'), c('grep -rl say'), c('grep -r say dir'), c('grep -b disk log'), c("grep -P '\\d+' words"), c('grep -nv INFO log'), c('grep -in hello - dir/x', 'Hello\n'), c("grep '\\d' words"), c('grep -ow disk log'), c('grep -z a bin'), c("grep 'a*'", '\nb\n'),
    ],
  },
  {
    programs: ['printf', 'echo', 'seq', 'basename', 'dirname', 'true', 'false'],
    cases: [
      c("printf '%s\\n' a b c"), c("printf '%d %5d|%-5d|%05d\\n' 1 2 3 4"), c("printf '%x %X %o %#x\\n' 255 255 8 255"), c("printf '%5.2f|%e|%g\\n' 3.14159 1234.5 0.00001"), c("printf '%c%c\\n' abc def"), c("printf '%b' 'a\\tb\\n'"), c("printf '%%\\n'"), c('printf %d abc'), c('printf %d 12x'), c('printf %z'), c('printf'), c("printf '%s %s\\n' one"), c("printf 'no\\n' extra"), c("printf '%*d\\n' 5 42"), c("printf '%.3s\\n' abcdef"), c("printf '\\101\\x42\\n'"), c("printf '%d\\n' 0x1f 010"), c("printf '%s\\n'"), c("printf '%+d % d\\n' 3 4"), c("printf 'a\\cb'"), { argv: ['printf', '%d\n', "'A"] }, c("printf '%u\\n' -1"), c("printf '%i\\n' 99999999999999999999"), c("printf '%g %g %g\\n' 100000 1000000 1e-5"), c("printf '%.0f %.10f\\n' 2.5 0.1"),
      c('echo a b'), c('echo -n a'), c("echo -e 'a\\tb\\n'"), c("echo -E 'a\\tb'"), c('echo -ne x'), c('echo -x'), c("echo 'a\\nb'"), c("echo -e 'x\\cy' z"), c("echo -e '\\0101\\x41'"), c('echo'),
      c('seq 5'), c('seq 2 5'), c('seq 1 2 9'), c('seq 5 -1 1'), c('seq -w 8 11'), c('seq -s, 3'), c('seq 0.5 0.5 2'), c('seq 1 0.1 1.3'), c("seq -f 'x%03gy' 2"), c('seq'), c('seq a'), c('seq 1 2 3 4'), c('seq 1 0 3'), c('seq 3 1'), c('seq -5 -3'), c('seq -w -2 2'), c("seq -f 'abc' 2"), c('seq 1e3 1e3 3e3'), c('seq 3000'),
      c('basename /usr/bin/sort'), c('basename include/stdio.h .h'), c('basename -s .h a.h b.h'), c('basename -a x/1 x/2'), c('basename /'), c('basename'), c('basename a b c'), c('basename .h .h'), c('basename a//'),
      c('dirname /usr/bin/'), c('dirname dir1/str dir2/str'), c('dirname stdio.h'), c('dirname /'), c('dirname'), c('dirname //a'), c('dirname a//b'),
      c('true'), c('false'),
    ],
  },
  {
    programs: ['sha256sum', 'md5sum', 'test', '[', 'env', 'printenv', 'sleep', 'date', 'xargs', 'timeout'],
    files: { ...FILES, sums: 'a3a5e715f0cc574a73c3f9bebb6bc24f32ffd5b67b387244c2c909da779a1478  x\nzzz\n', link: '-> a' },
    cases: [
      c('sha256sum a b'), c('sha256sum', 'abc'), c('sha256sum nofile a'), c('sha256sum dir'), c('sha256sum -b a'), c('sha256sum --tag a'), c('sha256sum -c sums'), c('sha256sum -c nofile'), c('sha256sum -c a'), c('md5sum a b empty'), c('md5sum', 'The quick brown fox jumps over the lazy dog. And then, at last, it sleeps well and long.'),
      c('sha256sum -c -', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  empty\n'), c('sha256sum --status -c -', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b856  empty\n'), c('sha256sum -c -', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b856  empty\n'),
      c('test a'), c('test'), c("test ''"), c('test -f a'), c('test -f nofile'), c('test -d dir'), c('test -e a -a -d dir'), c('test 1 -eq 1'), c('test 1 -gt 2'), c('test a = a'), c('test a != a'), c('test ! -f a'), c('test -z x'), c('test -n x'), c('test -s empty'), c('test -L link'), c('test -h a'), c('test ( a = a )'), c('test x -eq 1'), c('test a b'), c('test a b c'), c('test 1 2 3 4 5'), c('[ 1'), c('[ a = a ]'), c('test a -o b'), c("test '' -o b -a c"), c('test ! a = b'), c('test -x a'), c('test a -ef link'),
      { line: 'env -i A=1 B=2', env: {} }, c('env nonexist'), c('env -x'), c('env -i A=1 printenv A'), c('env -i A=1 printenv B'), c('env A=x printenv A'), c('env -u HOME printenv HOME'), c('env sh-nope'),
      c('sleep'), c('sleep x'), c('sleep 0'), c('sleep 0.01 y'), c('sleep -x'),
      c('date -d @0'), c("date -u -d '2026-11-21 10:20:30' +%s"), c("date -d '2020-02-29 +1 year' +%F"), c("date -d 2024-01-31 '+%a %A %b %B %j %U %V %u %w %y'"), c('date -d @1700000000 +%Y-%m-%dT%H:%M:%S%:z'), c("date -d '1 Jan 2020' -R"), c("date -d 'Jan 5 2021 3pm' -Iseconds"), c('date -d 2021-03-04 -I'), c('date -d foo'), c('date x'), c("date -d 2024-05-06T07:08:09Z '+%-d %_m %e %k %l %I %p %P %D %T %R %n%t|%%|%N|%3N'"), c("date -d '2024-01-31 1 month' +%F"), c("date -d '2024-03-10 2 days ago' +%F"), c('date --rfc-3339=seconds -d @1'), c("date -d '2024-01-01 12:00 +0300' +%T"), c('date -d @1.5 +%s.%N'), c("date -d '10 May 2020 next month' +%c"), c('date -d 20240102 +%x'), c("date -d '2024-01-03 last week' +%F"), c('date +a +b'), c("date -d 'Sat, 02 Mar 2024 10:00:00 GMT' +%s"),
      c('xargs', 'a b\nc\n'), c('xargs -n1', 'a b\nc\n'), c('xargs -n 2 echo x', 'a b c'), c('xargs -I{} echo [{}]', 'a b\nc\n'), c('xargs -0 -n1 echo', 'a b\0c\0'), c('xargs -r echo', ''), c('xargs echo', ''), c('xargs -d , echo', 'a,b'), c("xargs", "'a b' \"c d\" e\\ f"), c('xargs nonexist', 'a'), c('xargs false', 'a'), c('xargs -t echo', 'a'), c('xargs -L1 echo', 'a b\nc\n'), c('xargs -n x', ''), c("xargs", "it's"), c('xargs basename', '/a/b\n'), c('xargs -P4 -n1 echo', '1\n'), c('xargs cat', 'a b\n'), c('xargs -I X test -f X', 'nofile\n'),
      c('timeout 5 echo hi'), c('timeout 0.1 sleep 5'), c('timeout'), c('timeout x y'), c('timeout 1 nonexist'), c('timeout --preserve-status 0.1 sleep 5'), c('timeout -s FOO 1 true'), c('timeout 1 false'),
    ],
  },
  {
    programs: ['sed'], files: FILES,
    cases: [
      { argv: ['sed', 's/a'], stdin: 'a\n' }, { argv: ['sed', 's/a/b/x'], stdin: 'a\n' }, { argv: ['sed', 'y/a/bc/'], stdin: 'a\n' }, { argv: ['sed', 'k'], stdin: 'a\n' }, { argv: ['sed', 'b foo'], stdin: 'a\n' }, { argv: ['sed', '{p'], stdin: 'a\n' }, { argv: ['sed', 'p}'], stdin: 'a\n' }, { argv: ['sed', 's/\\(a/b/'], stdin: 'a\n' }, { argv: ['sed', 's/a/\\1/'], stdin: 'a\n' }, { argv: ['sed', '1,p'], stdin: 'a\n' }, { argv: ['sed', 'a'], stdin: 'a\n' }, { argv: ['sed', '/x'], stdin: 'a\n' }, { argv: ['sed', '3!!p'], stdin: 'a\n' }, { argv: ['sed', 's/a/b/gg'], stdin: 'a\n' }, { argv: ['sed', ':'], stdin: 'a\n' }, { argv: ['sed', '0p'], stdin: 'a\n' }, { argv: ['sed', '1,2q'], stdin: 'a\n' }, { argv: ['sed', 'p x'], stdin: 'a\n' }, { argv: ['sed', 'r'], stdin: 'a\n' }, { argv: ['sed', 's/a/b/0'], stdin: 'a\n' }, { argv: ['sed', 'y/a/'], stdin: 'a\n' }, { argv: ['sed', '}'], stdin: 'a\n' }, { argv: ['sed', 'dp'], stdin: 'a\n' }, { argv: ['sed', 's/a*'], stdin: 'a\n' }, { argv: ['sed', 's/[/x/'], stdin: 'a\n' },
      { argv: ['sed', '-n', '2p', 'log'] }, { argv: ['sed', '2d', 'log'] }, { argv: ['sed', '$d', 'log'] }, { argv: ['sed', '-n', '$=', 'log'] },
      { argv: ['sed', '1,3d', 'log'] }, { argv: ['sed', '2,$d', 'log'] }, { argv: ['sed', '-n', '/ERROR/p', 'log'] }, { argv: ['sed', '/INFO/d', 'log'] },
      { argv: ['sed', '/ERROR/,/WARN/d', 'log'] }, { argv: ['sed', '-n', '/ERROR/,+1p', 'log'] }, { argv: ['sed', '-n', '2~2p', 'log'] }, { argv: ['sed', '-n', '0~3p', 'log'] },
      { argv: ['sed', '-n', '1,~4p', 'log'] }, { argv: ['sed', '-n', '0,/ERROR/p', 'log'] }, { argv: ['sed', '-n', '0,/INFO/p', 'log'] }, { argv: ['sed', 's/INFO/info/', 'log'] },
      { argv: ['sed', 's/[aeiou]/<&>/g', 'log'] }, { argv: ['sed', 's/[aeiou]/X/2', 'log'] }, { argv: ['sed', 's/[aeiou]/X/2g', 'log'] }, { argv: ['sed', '-n', 's/ERROR/E/p', 'log'] },
      { argv: ['sed', '-E', 's/([A-Z]+) (.*)/\\2 \\1/', 'log'] }, { argv: ['sed', 's/\\([A-Z]*\\) \\(.*\\)/\\2-\\1/', 'log'] }, { argv: ['sed', 's/o*/x/g', 'log'] }, { argv: ['sed', 's/b*$/!/', 'log'] },
      { argv: ['sed', 's/disk/\\U&/;s/^./\\l&/', 'log'] }, { argv: ['sed', 's/\\(.\\)\\(.*\\)/\\l\\1\\u\\2/', 'log'] }, { argv: ['sed', 'y/abc/xyz/', 'log'] }, { argv: ['sed', '=;=', 'log'] },
      { argv: ['sed', '-s', '-n', '$p', 'a', 'b'] }, { argv: ['sed', 'q', 'log'] }, { argv: ['sed', '2q5', 'log'] }, { argv: ['sed', '3Q', 'log'] },
      { argv: ['sed', '$!N;s/\\n/ /', 'log'] }, { argv: ['sed', 'N;P;D', 'log'] }, { argv: ['sed', '-n', 'H;${x;s/\\n/,/g;p}', 'log'] }, { argv: ['sed', '1!G;h;$!d', 'log'] },
      { argv: ['sed', ':a;N;$!ba;s/\\n/+/g', 'log'] }, { argv: ['sed', 'a\\\nhello', 'log'] }, { argv: ['sed', '1i first', 'log'] }, { argv: ['sed', '$a last', 'log'] },
      { argv: ['sed', '2c changed', 'log'] }, { argv: ['sed', '2,3c changed', 'log'] }, { argv: ['sed', '/ERROR/{s/disk/DISK/;p}', 'log'] }, { argv: ['sed', '-n', '-e', '1p', '-e', '3p', 'log'] },
      { argv: ['sed', '-n', 'l', 'bin'] }, { argv: ['sed', 'r b', 'log'] }, { argv: ['sed', 'R a', 'log'] }, { argv: ['sed', '-z', 's/\\n/,/g', 'log'] },
      { argv: ['sed', 's,/,_,g', 'log'] }, { argv: ['sed', 's|a\\|b|X|g', 'log'] }, { argv: ['sed', 's/\\bd/D/g', 'log'] }, { argv: ['sed', '-E', 's/(INFO|ERROR)+/[&]/', 'log'] },
      { argv: ['sed', '2!d', 'log'] }, { argv: ['sed', '/start/!s/$/ ./', 'log'] }, { argv: ['sed', 's/x\\|disk/Y/', 'log'] }, { argv: ['sed', 'n;d', 'log'] },
      { argv: ['sed', '$!{h;d};x;G', 'log'] }, { argv: ['sed', 's/ /\\n/', 'log'] }, { argv: ['sed', 's/ /\\t/;s/\\t/<tab>/', 'log'] }, { argv: ['sed', '-n', '/ERROR/{=;p}', 'log'] },
      { argv: ['sed', 's/e/E/I', 'log'] }, { argv: ['sed', '/error/Id', 'log'] }, { argv: ['sed', 't;s/INFO/x/;t;s/$/-/', 'log'] }, { argv: ['sed', '-n', '/disk/{n;p}', 'log'] },
      { argv: ['sed', 's/.*/"&"/', 'log'] }, { argv: ['sed', 'z;s/^$/e/', 'log'] }, { argv: ['sed', '-n', 'x;p;x', 'log'] }, { argv: ['sed', '-n', '$!{n;p}', 'log'] },
      { argv: ['sed', '4,2d', 'log'] }, { argv: ['sed', '2,/INFO/d', 'log'] }, { argv: ['sed', 's/\\./x/;s/[.]/y/', 'log'] }, { argv: ['sed', 's/a\\+/X/;s/d\\?i/Y/', 'log'] },
      { argv: ['sed', '-E', 's/^(.)(.)/\\2\\1/;s/x{2}/&/', 'log'] }, { argv: ['sed', 's/i/&\\&/g', 'log'] }, { argv: ['sed', '-n', '/^E/,/^W/{/^E/!p}', 'log'] }, { argv: ['sed', '--expression=2d', 'log'] },
      { argv: ['sed', 'p', 'nofile', 'log'] }, { argv: ['sed', 'p', 'dir'] }, { argv: ['sed', '-f', 'nofile'] }, { argv: ['sed', 'D', 'log'] },
      { argv: ['sed', 'G', 'log'] }, { argv: ['sed', 's//X/', 'log'] }, { argv: ['sed', '/disk/s//X/g', 'log'] }, { argv: ['sed', 'i\\  two', 'log'] },
      { argv: ['sed', 'a\\ttab', 'log'] }, { argv: ['sed', '-n', '1{p;p};q', 'log'] }, { argv: ['sed', 's/$/x/w out', 'log'], after: ['out'] }, { argv: ['sed', '-n', '/ERROR/w out', 'log'], after: ['out'] },
      { argv: ['sed', '-i', 's/INFO/x/', 'log'], after: ['log', 'log.bak'] }, { argv: ['sed', '-i.bak', '2d', 'log'], after: ['log', 'log.bak'] }, { argv: ['sed', '-i', '-e', '1d', '-e', '$a end', 'log'], after: ['log', 'log.bak'] }, { argv: ['sed', '-n', '-i', 'p', 'log'], after: ['log', 'log.bak'] },
      { argv: ['sed', '-i', 'p', 'nofile'] }, { argv: ['sed', '-i', 'p', 'dir'] }, { argv: ['sed', 's/INFO/\\\n/', 'log'] }, { argv: ['sed', 'y/\\n/x/', 'log'] },
      { argv: ['sed', '-E', ':a;s/^([^,]*)disk/\\1,/;ta', 'log'] }, { argv: ['sed', '5!s/ /_/;#comment', 'log'] }, { argv: ['sed', '-n', '/nomatch/!{p}', 'log'] }, { argv: ['sed', 's/^/    /', 'log'] },
      { argv: ['sed', '-E', 's/([0-9]{1,3})\\.([0-9])/\\2.\\1/', 'versions'] }, { argv: ['sed', 'w /dev/stdout', 'log'] }, { argv: ['sed', 'F', 'log'] }, { argv: ['sed', 's/[/]/x/', 'log'] },
      { argv: ['sed', 's/a/\\//', 'log'] }, { argv: ['sed', '-En', 's/.*(disk).*/\\1/p', 'log'] }, { argv: ['sed', '}', 'log'] }, { argv: ['sed', '-b', 'p', 'b'] },
    ],
  },
  {
    programs: ['awk'], files: FILES,
    cases: [
      { argv: ['awk', '{print $1}', 'log'] }, { argv: ['awk', '{print $NF}', 'log'] }, { argv: ['awk', 'NR==2', 'log'] },
      { argv: ['awk', 'END{print NR}', 'log'] }, { argv: ['awk', '/ERROR/', 'log'] }, { argv: ['awk', '!/ERROR/{print NR": "$0}', 'log'] },
      { argv: ['awk', '{print NF, $0}', 'log'] }, { argv: ['awk', '$1=="INFO"', 'log'] }, { argv: ['awk', '$1 ~ /^E/ {n++} END{print n+0}', 'log'] },
      { argv: ['awk', '{a[$1]++} END{print a["INFO"], a["ERROR"], a["x"]}', 'log'] }, { argv: ['awk', 'NR==1,NR==3', 'log'] }, { argv: ['awk', '/ERROR/,/WARN/', 'log'] },
      { argv: ['awk', 'BEGIN{OFS="-"} {$1=$1; print}', 'log'] }, { argv: ['awk', '{$2=""; print; print NF}', 'log'] }, { argv: ['awk', '{$5="z"; print; print NF}', 'log'] },
      { argv: ['awk', 'BEGIN{FS="o"} {print $2}', 'log'] }, { argv: ['awk', '{printf "%-10s|%5d\\n", $1, NR}', 'log'] }, { argv: ['awk', 'BEGIN{printf "%d %s %c %c %5.2f|%x %o %e %g\\n", 3.9, 4, 65, "hello", 3.14159, 255, 8, 12345.678, 0.0001}', 'log'] },
      { argv: ['awk', 'BEGIN{print length("hello"), substr("hello",2,3), index("hello","l"), toupper("abc"), tolower("ABC")}', 'log'] }, { argv: ['awk', 'BEGIN{print substr("hello",2), substr("hello",4,10), substr("hello",2,0) "|"}', 'log'] }, { argv: ['awk', 'BEGIN{n=split("a b  c",x); print n, x[1], x[3]; n=split("a:b:c",x,":"); print n, x[2]; print split("",x)}', 'log'] },
      { argv: ['awk', 'BEGIN{n=split("a1b2c",x,/[0-9]/); print n, x[3]}', 'log'] }, { argv: ['awk', 'BEGIN{s="aaa"; print gsub(/a/,"b&b",s), s}', 'log'] }, { argv: ['awk', 'BEGIN{s="hello"; print sub(/l+/,"[\\\\&]",s), s}', 'log'] },
      { argv: ['awk', 'BEGIN{s="abc"; gsub(//,"-",s); print s; t="abc"; gsub(/x*/,"-",t); print t}', 'log'] }, { argv: ['awk', 'BEGIN{s="a.b.c"; gsub("\\\\.", "x", s); print s}', 'log'] }, { argv: ['awk', '{gsub(/[aeiou]/,"<&>"); print}', 'log'] },
      { argv: ['awk', '{sub("ERROR","E"); print; print $1}', 'log'] }, { argv: ['awk', 'BEGIN{print match("foobar","o+"), RSTART, RLENGTH; print match("x","y"), RSTART, RLENGTH}', 'log'] }, { argv: ['awk', 'function f(n){return n<2?1:n*f(n-1)} BEGIN{print f(10)}', 'log'] },
      { argv: ['awk', 'function g(a){a["x"]=5} BEGIN{g(z); print z["x"]}', 'log'] }, { argv: ['awk', 'function h(a,b){b=a; a=7; return b} BEGIN{x=1; print h(x), x}', 'log'] }, { argv: ['awk', 'BEGIN{while((getline l < "log")>0) n++; print n; print (getline l < "nofile")}', 'log'] },
      { argv: ['awk', 'BEGIN{getline; print; getline x; print x, NR}', 'log'] }, { argv: ['awk', 'NR==1{getline; print} NR==3', 'log'] }, { argv: ['awk', 'BEGIN{for(i=0;i<5;i++) if(i==3) break; else print i; print i}', 'log'] },
      { argv: ['awk', 'BEGIN{i=0; do { i++; if (i==2) continue; print i } while (i<4)}', 'log'] }, { argv: ['awk', 'BEGIN{while(i<3) print i++}', 'log'] }, { argv: ['awk', 'BEGIN{a["x"]; if ("x" in a) print "yes"; delete a["x"]; print ("x" in a)}', 'log'] },
      { argv: ['awk', 'BEGIN{a[1,2]=3; for (k in a) { split(k, p, SUBSEP); print p[1], p[2], a[k] }; if ((1,2) in a) print "in"}', 'log'] }, { argv: ['awk', 'BEGIN{x["a"]=1; for(k in x) print k, x[k]}', 'log'] }, { argv: ['awk', 'BEGIN{print -3%2, 2^3^2, !x, !1, 1 " " -1, 5 - -1, 1e3, 010+0}', 'log'] },
      { argv: ['awk', 'BEGIN{print 1==1.0, "a"<"b", 2<10, "2"<"10"}', 'log'] }, { argv: ['awk', 'BEGIN{x=5; x+=2; x-=1; x*=3; x/=2; x%=5; x^=2; print x, x++, ++x, x--, --x}', 'log'] }, { argv: ['awk', 'BEGIN{print 1/3, 100/3, 1e6, 1234567, 0.1+0.2, 100000, 1e-5, 3.0, "3.0"+0, 1e300*1e10}', 'log'] },
      { argv: ['awk', 'BEGIN{OFMT="%.2f"; print 3.14159, 3.14159 ""; CONVFMT="%.3f"; print 3.14159 ""}', 'log'] }, { argv: ['awk', 'BEGIN{$3="c"; print; print NF; $0="a b"; print $2; NF=1; print}', 'log'] }, { argv: ['awk', 'BEGIN{print length()}', 'log'] },
      { argv: ['awk', '{print length}', 'log'] }, { argv: ['awk', 'BEGIN{RS=""}{print NR": "$1"-"$NF}', 'log'] }, { argv: ['awk', 'BEGIN{RS=" "}{print NR, $0}', 'log'] },
      { argv: ['awk', 'BEGIN{RS="[0-9]+"}{print}', 'log'] }, { argv: ['awk', 'BEGIN{exit 3} END{print "end"}', 'log'] }, { argv: ['awk', '{exit} END{print NR}', 'log'] },
      { argv: ['awk', 'BEGIN{print "a" > "out"; print "b" > "out"; close("out"); while ((getline x < "out") > 0) print "got", x}', 'log'] }, { argv: ['awk', 'NR>1{exit 1} {print} END{exit}', 'log'] }, { argv: ['awk', '!seen[$1]++', 'log'] },
      { argv: ['awk', 'NF', 'log'] }, { argv: ['awk', 'BEGIN{if (x == 0 && x == "") print "both"; print x+0, x ""}', 'log'] }, { argv: ['awk', 'BEGIN{print(1)(2); print (1,2)}', 'log'] },
      { argv: ['awk', 'BEGIN{x = "A"; x = x x; print x; print 2 * 3 "" 4; print -"3"; print !"a", !"", !"0", !0}', 'log'] }, { argv: ['awk', 'BEGIN{print int(-3.7), int("3abc"), sqrt(16), exp(0), log(1), sin(0), cos(0), atan2(0,1)}', 'log'] }, { argv: ['awk', 'BEGIN{print length(a)}', 'log'] },
      { argv: ['awk', 'BEGIN{printf "%s %s %s\\n", "a", "b", "c"}', 'log'] }, { argv: ['awk', 'BEGIN{printf "%5s|%-5s|%05d|%+d|%.3s|%c\\n", "a", "b", 42, 5, "abcdef", "xyz"}', 'log'] }, { argv: ['awk', 'BEGIN{printf "%*d|%-*d|\\n", 5, 42, 5, 42}', 'log'] },
      { argv: ['awk', 'BEGIN{printf "%i %5.1f %%\\n", 3.99, 2.25}', 'log'] }, { argv: ['awk', 'BEGIN {', 'log'] }, { argv: ['awk', 'BEGIN{print 1', 'log'] },
      { argv: ['awk', 'BEGIN{foo(1)}', 'log'] }, { argv: ['awk', 'BEGIN{print "a', 'log'] }, { argv: ['awk', '{print $1,}', 'log'] },
      { argv: ['awk', 'BEGIN{printf "%s %d\\n", "a"}', 'log'] }, { argv: ['awk', 'BEGIN{x["a"]=1; print x}', 'log'] }, { argv: ['awk', 'BEGIN{print toupper(substr("abc",2))}', 'log'] },
      { argv: ['awk', '# comment\nBEGIN { print 1 # two\n print 2 ; print 3 }\n', 'log'] }, { argv: ['awk', 'BEGIN { if (1) print "a"; else print "b" }', 'log'] }, { argv: ['awk', 'BEGIN { if (0)\n print "a"\n else\n print "b" }', 'log'] },
      { argv: ['awk', 'BEGIN { print 1,\n 2 }', 'log'] }, { argv: ['awk', 'BEGIN { a = "10"; b = 9; print (a < b), (a+0 < b) }', 'log'] },
      { argv: ['awk', '{ print ($2 > "m") }', 'log'] }, { argv: ['awk', 'BEGIN { "echo" ; print ENVIRON["HOME"], ARGC, ARGV[1] }', 'log'] },
      { argv: ['awk', '{ print FILENAME, FNR, NR }', 'log'] }, { argv: ['awk', 'BEGIN { getline line < "b"; print line; getline line < "b"; print line; print (getline line < "b") }', 'log'] }, { argv: ['awk', 'BEGIN { print index("foo", "o") index("a", "z") ; print "x" > "/dev/stdout" }', 'log'] },
      { argv: ['awk', 'BEGIN { print 5 " items"; print 5 + "3 items"; print "3" * "4" }', 'log'] }, { argv: ['awk', 'BEGIN { print 1 - 1, 1 -1, 2 -1 }', 'log'] }, { argv: ['awk', '/INFO/ { next } { print }', 'log'] },
      { argv: ['awk', 'BEGIN { printf "no newline" }', 'log'] }, { argv: ['awk', '$2 == "disk" && $3 != "full" || /WARN/', 'log'] }, { argv: ['awk', '{ s = s $1 "," } END { print s }', 'log'] },
      { argv: ['awk', '{ n[$1] += length($0) } END { print n["INFO"], n["WARN"] }', 'log'] }, { argv: ['awk', 'BEGIN { while (1) { if (++i > 10) break }; print i }', 'log'] }, { argv: ['awk', '{ $0 = toupper($0); print $1; print NF }', 'log'] },
      { argv: ['awk', '{ print $(NF-1) }', 'log'] }, { argv: ['awk', '{ print $NF-1 }', 'log'] }, { argv: ['awk', 'BEGIN { $0 = "3 4"; print $1*$2, $1$2, $1 $2, -$1 }', 'log'] },
      { argv: ['awk', 'function max(a, b) { return a > b ? a : b }\n{ m = max(m, length) } END { print m }', 'log'] }, { argv: ['awk', 'BEGIN { print "a" "b" == "ab" }', 'log'] }, { argv: ['awk', 'BEGIN { print 1 in a, !(1 in a) }', 'log'] },
      { argv: ['awk', 'BEGIN { printf("%s\\n", "paren") }', 'log'] }, { argv: ['awk', '-F', ':', '{print $2}', 'csv'] }, { argv: ['awk', '-F:', '{print NF}', 'csv'] },
      { argv: ['awk', '-F', '[:o]', '{print $2}', 'csv'] }, { argv: ['awk', '-v', 'x=a\\tb', 'BEGIN{print x}'] }, { argv: ['awk', '-v', 'n=2', 'NR==n', 'log'] },
      { argv: ['awk', '{print v}', 'v=1', 'b', 'v=2', 'b'] }, { argv: ['awk', '1', 'nofile'] }, { argv: ['awk', '-f', 'nofile'] },
      { argv: ['awk', '-f', 'prog', 'log'], files: { prog: '# c\n/a/ { print NR }\nEND { print "x" }\n', log: 'a\nb\na\n' } }, { argv: ['awk', '{print ($1<$2), ($1<"9")}'], stdin: '10 9\n' }, { argv: ['awk', '{print $1+0, $2+0, ($2==100)}'], stdin: '12 1e2\n' },
      { argv: ['awk', '-F', '\\t', '{print $2}'], stdin: 'a\tb c\td\n' }, { argv: ['awk', '-F|', '{print $2}'], stdin: 'a|b|c\n' }, { argv: ['awk', '{print NR, $0}', 'a', 'b'] },
      { argv: ['awk', 'FNR==NR{a[$1]=1;next} $1 in a', 'b', 'b'] }, { argv: ['awk', '{print}', 'OFS=-', 'b'] }, { argv: ['awk', '{sum+=$2} END{print sum, sum/NR}', 'words'] },
      { argv: ['awk', '-F', '', '{print NF}', 'b'] }, { argv: ['awk', 'END{print $0, NF}', 'log'] },
    ],
  },
]
