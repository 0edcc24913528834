// Who may import whom. The rules are made from one table, so that the table can be read;
// test/deps.test.ts gives each of them an example that it must reject.

/** A folder of the engine, and the folders it may import. An arrow may be skipped downwards, never turned round. */
const below = {
  base: [],
  sched: ['base'],
  disk: ['base', 'sched'],
  oci: ['base'],
  machine: ['base', 'sched', 'disk', 'oci'],
  store: ['base', 'sched', 'disk', 'oci', 'machine'],
  registry: ['base', 'sched', 'disk', 'oci', 'machine'],
  engine: ['base', 'sched', 'disk', 'oci', 'machine', 'store', 'registry'],
  commands: ['base', 'sched', 'disk', 'oci', 'machine', 'store', 'registry', 'engine'],
}
below.cli = [...Object.keys(below)]
below.programs = [...below.commands, 'commands']
below.shell = [...below.cli, 'cli', 'programs']
below.check = ['base', 'oci'] // and engine/snapshot.ts, see below
below.scenario = [...below.shell, 'shell', 'check']
below.lab = [...below.scenario, 'scenario']
below.explore = [...below.lab, 'lab']

const TEST = '[.]test[.]ts$'
const any = (names) => `(${names.join('|')})`
const notHere = { pathNot: TEST }

const layers = Object.entries(below).map(([layer, allowed]) => ({
  name: `engine-layer-${layer}`,
  comment: `sandbox/${layer} may import only ${[layer, ...allowed].join(', ')}`,
  severity: 'error',
  from: { path: `^sandbox/${layer}/`, ...notHere },
  to: {
    path: '^sandbox/',
    pathNot: [`^sandbox/${any([layer, ...allowed])}/`, ...(layer === 'check' ? ['^sandbox/engine/snapshot[.]ts$'] : [])],
  },
}))

/** The site, from the engine's door to the pages: each part may import those before it. */
const site = ['playground', 'islands', 'components', 'pages']
const siteLayers = site.slice(0, -1).map((part, at) => ({
  name: `site-layer-${part}`,
  comment: `src/${part} may not import ${site.slice(at + 1).join(', ')}`,
  severity: 'error',
  from: { path: `^src/${part}/`, ...notHere },
  to: { path: `^src/${any(site.slice(at + 1))}/` },
}))

module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'commands-are-apart',
      comment: 'one command does not import another: what two share moves down into engine/',
      severity: 'error',
      from: { path: '^sandbox/commands/([^/]+)[.]ts$', pathNot: [TEST, '/index[.]ts$'] },
      to: { path: '^sandbox/commands/', pathNot: '^sandbox/commands/$1([.]|/)' },
    },
    {
      name: 'nothing-uses-node',
      comment: 'sandbox/node is the door for Node; the engine runs in a browser too',
      severity: 'error',
      from: { path: '^(sandbox|src|content)/', pathNot: ['^sandbox/node/', '^src/tools/', TEST] },
      to: { path: '^sandbox/node/' },
    },
    {
      name: 'engine-knows-no-site',
      comment: 'sandbox/ knows nothing of src/ and content/',
      severity: 'error',
      from: { path: '^sandbox/', ...notHere },
      to: { path: '^(src|content)/' },
    },
    {
      name: 'engine-knows-no-tests',
      comment: 'what only tests need stays in test/; the command in node/ may start the replay of recordings',
      severity: 'error',
      from: { path: '^sandbox/', pathNot: ['^sandbox/node/', TEST] },
      to: { path: '^test/' },
    },
    {
      name: 'engine-is-pure',
      comment: 'no packages and no Node in the engine: what it needs is handed in (base/codecs.ts)',
      severity: 'error',
      from: { path: '^sandbox/', pathNot: ['^sandbox/node/', TEST] },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'doors-to-the-engine',
      comment: 'src/ enters the engine through #sandbox (sandbox/index.ts), through the parts that are loaded later, and for the reference through the facts of commands and the named limits, for the editor through what is wrong with a Dockerfile, for the workshop through whole plays',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/tools/', TEST] },
      to: { path: '^sandbox/', pathNot: '^sandbox/(index|all-parts|command-facts|dockerfile-problems|named-limits|play|parts/[^/]+)[.]ts$' },
    },
    {
      name: 'the-door-has-a-name',
      comment: 'outside the engine it is written #sandbox, not ../../sandbox/index.ts',
      severity: 'error',
      from: { path: '^(src|content)/', pathNot: ['^src/tools/', TEST] },
      to: { path: '^sandbox/', dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'content-is-scenarios',
      comment: 'content/ is data: it imports the scenario format and its own files, nothing else',
      severity: 'error',
      from: { path: '^content/', ...notHere },
      to: { pathNot: ['^content/', '^sandbox/scenario/index[.]ts$'] },
    },
    ...siteLayers,
    {
      name: 'no-cycle',
      comment: 'two files that need each other are one file, or three; types may look both ways',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'an import that leads nowhere',
      severity: 'error',
      from: { pathNot: TEST },
      to: { couldNotResolve: true, pathNot: ['^astro:', '^virtual:', '[.]astro$', '[.]svelte$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/recordings/' },
    tsPreCompilationDeps: true, // type-only imports count
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.mjs', '.js', '.d.ts'] },
  },
}
