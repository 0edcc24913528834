import type { Engine } from './engine.ts'

/** Made-up names are one of these and … */
export const LEFT = 'admiring adoring affectionate agitated amazing angry awesome beautiful blissful bold boring brave busy charming clever cool compassionate competent condescending confident cranky crazy dazzling determined distracted dreamy eager ecstatic elastic elated elegant eloquent epic exciting fervent festive flamboyant focused friendly frosty funny gallant gifted goofy gracious great happy hardcore heuristic hopeful hungry infallible inspiring intelligent interesting jolly jovial keen kind laughing loving lucid magical modest musing mystifying naughty nervous nice nifty nostalgic objective optimistic peaceful pedantic pensive practical priceless quirky quizzical recursing relaxed reverent romantic sad serene sharp silly sleepy stoic strange stupefied suspicious sweet tender thirsty trusting unruffled upbeat vibrant vigilant vigorous wizardly wonderful xenodochial youthful zealous zen'.split(' ')
/** … one of these. */
export const RIGHT = 'agnesi albattani allen archimedes ardinghelli aryabhata austin babbage banach bardeen bartik bassi bell bhabha black bohr booth borg bose boyd brown burnell cannon carson cerf chandrasekhar chaplygin clarke colden cori cray curie curran darwin davinci dijkstra dubinsky easley edison einstein elion engelbart euclid euler faraday feistel fermat fermi feynman franklin galileo galois gates goldberg goldstine golick goodall hamilton haslett hawking heisenberg hellman hermann hertz heyrovsky hodgkin hoover hopper hypatia jackson jang jemison jennings jepsen johnson joliot jones kalam kapitsa kare keller kepler khorana kilby kirch knuth kowalevski lalande lamarr lamport leakey leavitt lederberg lewin lichterman liskov lovelace lumiere mahavira margulis mccarthy mcclintock mclean meitner mendel mendeleev meninsky mestorf mirzakhani morse murdock neumann newton nightingale nobel noether northcutt noyce panini pare pasteur payne perlman pike poincare poitras ptolemy raman ramanujan ride ritchie roentgen rosalind saha sammet shannon shaw shirley shockley sinoussi snyder spence stallman swanson swartz swirles tesla thompson torvalds turing varahamihira villani visvesvaraya volhard wescoff wiles williams wilson wing wozniak wright yalow yonath zhukovsky'.split(' ')

/** A name like `focused_turing` that no container has. @source moby pkg/namesgenerator */
export function randomName(engine: Engine): string {
  const stream = engine.scheduler.random()
  for (let retry = 0; ; retry++) {
    const name = `${LEFT[stream.below(LEFT.length)]}_${RIGHT[stream.below(RIGHT.length)]}${retry > 0 ? stream.below(10) : ''}`
    if (name !== 'boring_wozniak' && !engine.containers.hasName(name)) return name
  }
}
