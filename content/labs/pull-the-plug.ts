import { defineLab } from '#sandbox/scenario'

const LOAD = 'docker load -i ubuntu.tar'
const RUN = 'docker run --rm ubuntu:18.04 cat /etc/os-release'

/** Cut the power so that the image is listed and does not start; bring it back; make it survive the next cut. */
export default defineLab({
  id: 'pull-the-plug', kind: 'cut', level: 'working', scenario: 'lab-pull-the-plug', offers: 'offers',
  alsoUnder: { profiles: ['docker-19.03', 'euleros-1.11'] },
  tasks: [
    { id: 'cut', goals: [{ cuts: 'some' }, { image: 'ubuntu:18.04', is: 'listed' }, { would: RUN, exit: 125 }], solution: [LOAD, 'sleep 8', '!power=none', '!boot'] },
    { id: 'repair', goals: [{ would: RUN, exit: 0, prints: 'Bionic' }, { check: 'every-layer-record-has-its-data', is: 'kept' }], solution: ['docker rmi ubuntu:18.04', LOAD] },
    { id: 'survive', goals: [{ after: ['!power=none', '!boot'], goals: [{ image: 'ubuntu:18.04', is: 'listed' }, { would: RUN, exit: 0, prints: 'Bionic' }] }], solution: ['sync'] },
  ],
  par: { unit: 'cuts', count: 1 },
  another: [LOAD, '!wait=12', '!power=none', '!boot', 'docker rmi -f ubuntu:18.04', 'docker load -qi ubuntu.tar && sync'],
  sometimes: {
    unnamed: { moves: [LOAD, 'sleep 1', '!power=none', '!boot'], goals: [{ image: 'ubuntu:18.04', is: 'unnamed' }] },
    whole: { moves: [LOAD, 'sleep 40', '!power=none', '!boot'], goals: [{ image: 'ubuntu:18.04', is: 'listed' }, { would: RUN, exit: 0 }] },
  },
})
