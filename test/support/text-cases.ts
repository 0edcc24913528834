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
]
