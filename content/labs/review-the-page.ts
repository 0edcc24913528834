import { defineLab } from '#sandbox/scenario'

/** Each sentence of the page as a trial that prints its number when the sentence is wrong. */
const TRIALS = [
  'docker rmi app:1 >/dev/null 2>&1 || echo 1',
  'n=$(ls /var/lib/docker/overlay2 | wc -l); docker tag base:1 base:trial; test $(ls /var/lib/docker/overlay2 | wc -l) -eq $n || echo 2',
  'docker image prune -f >/dev/null; docker image inspect base:1 >/dev/null 2>&1 && echo 3',
  'test $(sha256sum /var/lib/docker/image/overlay2/imagedb/content/sha256/cef320c41a3e* | cut -c1-12) = cef320c41a3e || echo 4',
  'docker tag base:1 trial:1; docker tag base:1 trial:2; docker rmi trial:1 trial:2 >/dev/null && echo 5',
  'docker tag base:1 trial:3; docker rmi trial:3 | grep -q Deleted || echo 6',
].join('; ')

/** Six sentences of a page that somebody wrote; which of them are wrong? */
export default defineLab({
  id: 'review-the-page', kind: 'review', level: 'deep', scenario: 'lab-review-the-page', offers: 'offers',
  alsoUnder: { profiles: ['docker-19.03', 'openeuler-18.09'], models: ['posix'] },
  tasks: [
    { id: 'disprove', goals: [{ command: 'docker rmi app:1', exit: 1 }, { command: 'docker image prune', exit: 0 }, { image: 'base:1', is: 'listed' }], solution: ['docker rmi app:1', 'docker image prune -f'] },
    { id: 'mark', goals: [{ answer: 'wrong.txt', line: TRIALS, pick: '\\b[1-6]\\b' }], solution: ['echo 1 3 5 6 > wrong.txt'] },
  ],
  par: { unit: 'answers', count: 1 },
  another: ['docker image prune --force', 'docker rmi app:1', "printf '6\\n5\\n3\\n1\\n' > wrong.txt"],
})
